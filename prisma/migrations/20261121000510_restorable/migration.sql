-- The same rule as before, by the full name of what it asks: pg_restore loads the rows with an empty search path, and a
-- check that does not find its function there would let no backup be restored.
CREATE OR REPLACE FUNCTION fits_currency(amount numeric, currency text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  -- NaN is a numeric too, above every number and equal to itself rounded.
  SELECT amount <> 'NaN' AND amount = round(amount, public.currency_decimals(currency))
$$;
