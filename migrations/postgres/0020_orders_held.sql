-- Orders that stand still since a day are met by walking those booked before it: what has moved since is passed over in the index.
drop index orders_booked;
create index orders_booked on orders (booked_at, id, status_at);
