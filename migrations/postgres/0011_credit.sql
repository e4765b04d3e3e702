-- Who may release above the limit stands in the role alone.
alter table users drop column is_approver;

-- A release above the limit may be good for some days only: its last one. Then the order is tested again.
alter table orders add column released_until bigint;
create index orders_released_until on orders (released_until, status) where released_until is not null;
