-- What a request asked for is kept as a keyed digest: a plain hash of a body that holds an Individual Number, of which there
-- are 10^11, could be found by trying them all.
alter table platform.api_request rename column body_sha256 to body_digest;
comment on column platform.api_request.body_digest is 'HMAC-SHA-256 of the body under a key of the zone (request-digest) that is not in the database.';
