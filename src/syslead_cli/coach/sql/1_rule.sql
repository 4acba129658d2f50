-- Which figures may leave a coach's desk: never one about fewer than five people. The rules, each
-- explained in docs/programme-scale.md:
-- 1. Whoever shares a framework's units (its layout) with fewer than four others is in no figure,
--    so that every denominator is made of whole groups of five or more.
-- 2. A count is withheld where it, or what is left of its total without it, is below five.
-- 3. A denominator is withheld where what it leaves of the people it is part of is one to four.
-- 4. A sum of intentions, and each difference of two that are shown, is made up by five people or
--    more, and is so much larger than five that it does not say how many they are.
-- This row is the fewest people a figure may be about, and the highest score that is a low one.
create or replace temporary view rule as
select 5 as least, 2 as low
