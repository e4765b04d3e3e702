-- An entry that waited in a browser for the network: when a person made it, beside `at`, when it arrived. The ledger goes by
-- the arrival. What a device said that can't be true is kept as it was said and counts for nothing.
alter table packaging_documents add column entered_at bigint;
alter table packaging_documents add column entered_doubt text collate "C" not null default '';
