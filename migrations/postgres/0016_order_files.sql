-- What a file of an order is: their PO, a proof of payment, a quality check, a proof of delivery, or another. How many an order
-- has stands with it, as the list shows it.
update files set kind = 'other' where entity_type in ('order', 'order_draft');
alter table orders add column file_count bigint not null default 0;
update orders set file_count = (select count(*) from files f where f.entity_type = 'order' and f.entity_id = orders.id)
where id in (select entity_id from files where entity_type = 'order');

-- What a unit costs to buy; nothing where that is not known.
alter table products add column purchase_paise bigint check (purchase_paise > 0);
