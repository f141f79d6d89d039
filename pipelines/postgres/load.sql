-- One load, within the transaction that load-postgres holds: standard input is
-- a sealed stream of indicators. Variables: schema, source.
set local search_path to :"schema";
create temporary table incoming_line (
	line_no bigint generated always as identity,
	line    jsonb not null
) on commit drop;
\copy incoming_line (line) from pstdin with (format csv, quote E'\x01', delimiter E'\x02')

-- A producer that died leaves a stream without its end.
do $$
declare
	n_marks bigint;
	depth bigint;
	first_line jsonb;
begin
	select line into first_line from incoming_line order by line_no limit 1;
	if first_line is null then
		raise exception 'the stream is empty';
	end if;
	if first_line->>'record' is distinct from 'begin' then
		raise exception 'the stream is not sealed: give its producer --seal';
	end if;
	select count(*) filter (where line->>'record' in ('begin', 'end')),
		coalesce(sum(case line->>'record' when 'begin' then 1 when 'end' then -1 end), 0)
		into n_marks, depth from incoming_line;
	if depth <> 0 or (select line->>'record' from incoming_line order by line_no desc limit 1) <> 'end' then
		raise exception 'the stream ends before its end mark: its producer failed';
	end if;
	if (select sum((line->>'records')::bigint) from incoming_line where line->>'record' = 'end') <>
	   (select count(*) from incoming_line) - n_marks then
		raise exception 'the end mark counts other records than there are';
	end if;
end
$$;

create temporary table incoming on commit drop as
select line->>'period' as period, line->>'indicator' as indicator,
	array(select jsonb_array_elements_text(line->'by')) as grouping,
	coalesce((select jsonb_object_agg(member.key, member.value)
		from jsonb_each(line) as member
		where line->'by' ? member.key), '{}') as scope,
	line as record
from incoming_line where line->>'record' = 'indicator';

do $$
begin
	if not exists (select from incoming) then
		raise exception 'the stream has no indicator';
	end if;
	if exists (select from incoming where period is null or indicator is null
	    or jsonb_typeof(record->'by') is distinct from 'array') then
		raise exception 'an indicator has no name, no period or no grouping';
	end if;
	if exists (select from incoming
	    group by period, indicator, grouping, scope having count(*) > 1) then
		raise exception 'the same figure comes twice';
	end if;
end
$$;

-- What is as it was stays; the rest of the periods goes to the history.
create temporary table ended on commit drop as
select f.* from figure f
where f.period in (select period from incoming) and not exists (
	select from incoming i
	where i.period = f.period and i.indicator = f.indicator
	and i.grouping = f.grouping and i.scope = f.scope and i.record = f.record);
delete from figure f using ended e
where f.period = e.period and f.indicator = e.indicator
and f.grouping = e.grouping and f.scope = e.scope;
create temporary table fresh on commit drop as
select i.* from incoming i where not exists (
	select from figure f
	where i.period = f.period and i.indicator = f.indicator
	and i.grouping = f.grouping and i.scope = f.scope);

insert into load (source, n_figures, n_changed)
select :'source', (select count(*) from incoming),
	(select count(*) from fresh) + (select count(*) from ended e
		where not exists (select from fresh i
			where i.period = e.period and i.indicator = e.indicator
			and i.grouping = e.grouping and i.scope = e.scope))
returning load_id \gset
insert into figure_history
select period, indicator, grouping, scope, record, load_id, :load_id from ended;
insert into figure
select period, indicator, grouping, scope,
	(record->>'value')::numeric, (record->>'numerator')::numeric,
	(record->>'denominator')::numeric, (record->>'n')::numeric,
	record->>'unit', record->>'not_assessed', record->>'suppressed',
	(record->>'target')::numeric,
	case jsonb_typeof(record->'met') when 'boolean' then (record->>'met')::boolean end,
	record, :load_id
from fresh;
select n_figures || ' figures, ' || n_changed || ' new, changed or gone'
from load where load_id = :load_id;
