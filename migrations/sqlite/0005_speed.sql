-- What the order list, booking and the frame ask most is answered by an index alone.

-- Each sort of the list, plain and within a state.
create index orders_status on orders (status, id);
create index orders_salesperson_name on orders (salesperson_name, id);
create index orders_status_number on orders (status, number);
create index orders_status_customer on orders (status, customer_name, id);
create index orders_status_salesperson on orders (status, salesperson_name, id);
-- What a customer's orders come to, and the largest of them.
drop index orders_customer_booked;
create index orders_customer_booked on orders (customer_id, booked_at, id, total_paise);
create index orders_customer_total on orders (customer_id, total_paise, id);
-- A customer's exposure.
drop index orders_open;
create index orders_open on orders (customer_id, status, total_paise) where open;

-- Days on which there is anything, by state and by day.
create index order_totals_status on order_totals (status, salesperson_id, booked_on, orders, value_paise) where orders > 0;
create index order_totals_day on order_totals (booked_on, status, salesperson_id, orders, value_paise) where orders > 0;

-- Customers are found by their email address too.
create index customers_email on customers (email);

-- An index that the planner knows nothing of would be taken for a better one than it is.
analyze;
