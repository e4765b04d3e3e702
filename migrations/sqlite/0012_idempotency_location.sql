-- A write that is answered again also says again where what it made stands.
alter table idempotency_keys add column location text not null default '';
