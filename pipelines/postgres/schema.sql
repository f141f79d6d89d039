-- The tables and views that load-postgres fills. Run by `load-postgres
-- --create` with the schema's name in the variable schema; running it again
-- changes nothing.
create schema if not exists :"schema";
set local search_path to :"schema";

create table if not exists load (
	load_id   bigint generated always as identity primary key,
	loaded_at timestamptz not null default now(),
	loaded_by text not null default session_user,
	source    text not null,
	n_figures bigint not null,
	n_changed bigint not null
);
comment on table load is 'One row a load: who, when, from what, and how many figures were new, changed or gone.';
comment on column load.source is 'The file or folder as named to load-postgres; - for standard input.';
comment on column load.n_changed is 'Figures that were new, changed or gone; 0: the same figures again.';

create table if not exists figure (
	period      text not null,
	indicator   text not null,
	grouping    text[] not null,
	scope       jsonb not null,
	value       numeric,
	numerator   numeric,
	denominator numeric,
	n           numeric,
	unit        text,
	not_assessed text,
	suppressed  text,
	target      numeric,
	met         boolean,
	record      jsonb not null,
	load_id     bigint not null references load,
	primary key (period, indicator, grouping, scope)
);
comment on table figure is 'The figures as they are now: one row a period, indicator and scope.';
comment on column figure.grouping is 'The members that the figure is grouped by: {} is the whole region.';
comment on column figure.scope is 'Their values, as an object; a member without a value is left out.';
comment on column figure.value is 'Exact as computed; null where not_assessed or suppressed says why.';
comment on column figure.record is 'The indicator record whole, with members that have no column.';
comment on column figure.load_id is 'The load that brought the figure in as it is.';
create index if not exists figure_by_indicator on figure (indicator, grouping);

create table if not exists figure_history (
	period      text not null,
	indicator   text not null,
	grouping    text[] not null,
	scope       jsonb not null,
	record      jsonb not null,
	load_id     bigint not null references load,
	replaced_by bigint not null references load,
	primary key (period, indicator, grouping, scope, load_id)
);
comment on table figure_history is 'Figures that a later load changed or removed.';
comment on column figure_history.replaced_by is 'The load that ended it.';

create or replace view figure_flat as
select period, indicator, array_to_string(grouping, '+') as grouped_by,
	scope->>'clinic' as clinic, scope->>'provider' as provider,
	scope->>'regi' as regi, scope->>'municipality' as municipality,
	scope->>'month' as month, scope, value, numerator, denominator, n, unit,
	not_assessed, suppressed, target, met
from figure;
comment on view figure_flat is 'For BI tools: the usual members of the scope as columns of their own.';

create or replace view figure_by_clinic as
select * from figure_flat where grouped_by = 'clinic';
create or replace view figure_by_provider as
select * from figure_flat where grouped_by = 'provider';
create or replace view figure_by_regi as
select * from figure_flat where grouped_by = 'regi';
create or replace view figure_of_region as
select * from figure_flat where grouped_by = '';
create or replace view figure_by_month as
select * from figure_flat where grouped_by = 'month';
