-- A material's page costs the same however long its ledger is.

-- Batches are those of what came in; what goes out names them too, ever more often.
drop index packaging_entries_batch;
create index packaging_entries_batch on packaging_entries (material_id, expires_on, id) where batch <> '' and kind = 'IN';
-- The last time an alert fired, behind all the movements of a material that stays low.
create index packaging_alerts_told on packaging_alerts (material_id, id) where outcome = 'Fired';
