# work-out.pl DEFINITIONS FIGURE ROWS: a figure that is no sum of what its rows
# count, worked out from the members of the rows that trace-figure wrote, by a
# second reading of its formula. Of the trace only the names of the parts that
# a row is in are looked at.
use strict;
use warnings;
use JSON::PP;
use List::Util qw(sum0 min max);
require './tests/conditions.pl';

our %classes;
my ($definitions, $text, $path) = @ARGV;
my $json = JSON::PP->new->utf8->canonical;
my $figure = $json->decode($text);
my (@rows, $all, $said);

sub load {
	open my $in, '<', $definitions or die "$definitions: $!\n";
	local $/;
	$all = $json->decode(scalar <$in>);
	%classes = %{$all->{classes} // {}};
	local $/ = "\n";
	open $in, '<', $path or die "$path: $!\n";
	while (<$in>) {
		my $row = $json->decode($_);
		if ($row->{record} eq 'trace_summary') {
			$said = $row;
			next;
		}
		my $trace = $row->{trace};
		$row->{in} = { map { $_ => 1 } keys %{$trace->{numerator_parts}},
			keys %{$trace->{denominator_parts}} };
		push @rows, $row;
	}
}
load();

# --- formulas ---------------------------------------------------------------

sub formula {
	my ($text) = @_;
	my @w = $text =~ /\s*([0-9]{4}-(?:Q[1-4]|[01][0-9])\b|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|[-+*\/(),])/g;
	my $tree = terms(\@w);
	die "$text: cannot be read at '@w'\n" if @w;
	return $tree;
}
sub terms {
	my ($w) = @_;
	my $tree = factors($w);
	while (@$w && $w->[0] =~ /^[-+]$/) {
		my $sign = shift @$w;
		$tree = [$sign, $tree, factors($w)];
	}
	return $tree;
}
sub factors {
	my ($w) = @_;
	my $tree = atom($w);
	while (@$w && $w->[0] =~ /^[*\/]$/) {
		my $sign = shift @$w;
		$tree = [$sign, $tree, atom($w)];
	}
	return $tree;
}
sub atom {
	my ($w) = @_;
	my $word = shift @$w;
	if ($word eq '(') {
		my $tree = terms($w);
		shift @$w;
		return $tree;
	}
	return ['-', ['number', 0], atom($w)] if $word eq '-';
	return ['number', $word] if $word =~ /^[0-9]/;
	if (@$w && $w->[0] eq '(') {
		shift @$w;
		my @of;
		# a member, a number or periods stand in front of the formula
		my $front = $word =~ /^(total|min|max|at_least)$/ ? 0 :
			$word eq 'baseline' ? 3 :
			$word =~ /^(percentile_over|rolling|before)$/ ? 2 : 1;
		for (1 .. $front) {
			push @of, shift @$w;
			shift @$w;
		}
		while (1) {
			push @of, terms($w);
			last if shift @$w eq ')';
		}
		return [$word, @of];
	}
	return ['number', $all->{values}{$word}] if exists $all->{values}{$word};
	my $measure = $all->{measures}{$word} // die "$word: no measure\n";
	return formula($measure->{formula}) if exists $measure->{formula};
	return ['measure', $word];
}

# --- what they come to ------------------------------------------------------

# Where we are: scope, the members that the figure binds here; at, values that
# groups within it have.
sub key_of {
	my ($row, $name) = @_;
	my $v = member($row, $name);
	return defined $v ? $json->allow_nonref->encode($v) : '';
}
sub rows_of {
	my ($measure, $where) = @_;
	my @by = grep { $where->{scope}{$_} } @{$figure->{by}};
	my $name = @by == @{$figure->{by}} ? '' : @by ? " by @by" : ' of all';
	my $own = $all->{measures}{$measure};
	# a part has the name of the first measure that is the same
	my @same = grep {
		my $m = $all->{measures}{$_};
		!exists $m->{formula} && $m->{take} eq $own->{take} &&
			($m->{where} // '') eq ($own->{where} // '')
	} keys %{$all->{measures}};
	return grep {
		my $row = $_;
		(grep { $row->{in}{"$_$name"} } @same) &&
			!grep { key_of($row, $_) ne $where->{at}{$_} }
			keys %{$where->{at}}
	} @rows;
}
sub measured {
	my ($measure, $where) = @_;
	my ($how, $of) = split /:/, $all->{measures}{$measure}{take};
	my @in = rows_of($measure, $where);
	return scalar @in if $how eq 'count';
	my @v = map { $_->{$of} } @in;
	return sum0(@v) if $how eq 'sum';
	if ($how eq 'distinct') {
		my %seen = map { $json->allow_nonref->encode($_) => 1 } @v;
		return scalar keys %seen;
	}
	return 'missing' if !@v;
	return sum0(@v) / @v if $how eq 'mean';
	return min(@v) if $how eq 'min';
	return max(@v) if $how eq 'max';
	return middle('percentile_over', $1, @v) if $how =~ /^p([0-9.]+)$/;
	die "$how: not worked out here\n";
}
# The rows that a record of would be counted into it, outside total and across.
sub counted {
	my ($t, $where) = @_;
	my ($op, @of) = @$t;
	return () if $op =~ /^(number|total|across)$/;
	return rows_of($of[0], $where) if $op eq 'measure';
	return map { ref $_ ? counted($_, $where) : () } @of;
}
sub at {
	my ($where, $name, $key) = @_;
	return { scope => $where->{scope},
		at => { %{$where->{at}}, $name => $key } };
}
sub wider {
	my ($where, $name) = @_;
	my %scope = %{$where->{scope}};
	my %at = %{$where->{at}};
	delete $scope{$name};
	delete $at{$name};
	return { scope => \%scope, at => \%at };
}
sub middle {
	my ($op, $percent, @v) = @_;
	my @sorted = sort { $a <=> $b } @v;
	return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2
		if $op eq 'median_over';
	my $at = 0;
	$at++ while $at * 100 < $percent * @sorted;
	return $sorted[$at > 0 ? $at - 1 : 0];
}
sub weighted {
	my ($name, $t, $weight, $where, @keys) = @_;
	my ($above, $below, $any) = (0, 0, 0);
	for my $key (@keys) {
		my $here = at($where, $name, $key);
		my ($v, $w) = map { work_out($_, $here) } $t, $weight;
		next if grep { $_ eq 'missing' || $_ eq 'zero' } $v, $w;
		($above, $below, $any) = ($above + $v * $w, $below + $w, 1);
	}
	return !$any ? 'missing' : $below == 0 ? 'zero' : $above / $below;
}
sub over {
	my ($op, $name, @of) = @_;
	my $percent = $op eq 'percentile_over' ? shift @of : 0;
	my ($t, $weight) = @of;
	my $where = pop @of;
	my %keys = map { key_of($_, $name) => 1 } counted($t, $where);
	return weighted($name, $t, $weight, $where, keys %keys) if @of == 2;
	my @v = map { work_out($t, at($where, $name, $_)) } keys %keys;
	if ($op eq 'sum_over') {
		return 'zero' if grep { $_ eq 'zero' } @v;
		return sum0(grep { $_ ne 'missing' } @v);
	}
	@v = grep { $_ ne 'missing' && $_ ne 'zero' } @v;
	return 'missing' if !@v;
	return middle($op, $percent, @v) if $op =~ /^(median|percentile)/;
	return (grep { $_ != 0 } @v) / @v if $op eq 'share_over';
	return $op eq 'mean_over' ? sum0(@v) / @v :
		$op eq 'min_over' ? min(@v) : max(@v);
}
# The months that a period lasts, from the year 0 on.
sub months {
	my ($period) = @_;
	my ($year, $quarter, $month) =
		$period =~ /^"?(\d{4})(?:-?Q([1-4])|-(\d\d))?"?$/ or return;
	my $first = 12 * $year + ($quarter ? 3 * ($quarter - 1) :
		$month ? $month - 1 : 0);
	return ($first, $first + ($quarter ? 2 : $month ? 0 : 11));
}
sub window {
	my ($op, $name, @of) = @_;
	my $where = pop @of;
	my $t = pop @of;
	my $wide = wider($where, $name);
	my $own = exists $where->{at}{$name} ? $where->{at}{$name} :
		$json->allow_nonref->encode($figure->{$name});
	my ($from, $to) = months($own);
	my $length = $op eq 'baseline' ? 0 : $to - $from + 1;
	$from -= $from % 12 if $op eq 'cumulate';
	$from -= ($of[0] - 1) * $length if $op eq 'rolling';
	$_ -= $of[0] * $length for $op eq 'before' ? ($from, $to) : ();
	($from, $to) = ((months($of[0]))[0], (months($of[1]))[1])
		if $op eq 'baseline';
	my %keys = map { key_of($_, $name) => 1 } counted($t, $wide);
	my $sum = 0;
	for my $key (keys %keys) {
		my ($first, $last) = months($key) or next;
		next if $first < $from || $last > $to ||
			$length && $last - $first + 1 != $length;
		my $v = work_out($t, at($wide, $name, $key));
		return $v if $v eq 'zero' || $v eq 'missing' && $op eq 'before';
		$sum += $v if $v ne 'missing';
	}
	return $sum;
}
sub place {
	my ($name, $t, $where) = @_;
	my $own = $json->allow_nonref->encode($figure->{$name});
	my $wide = wider($where, $name);
	my %keys = map { key_of($_, $name) => 1 } counted($t, $wide);
	my $value = work_out($t, at($wide, $name, $own));
	return 1 + grep { $_ ne 'missing' && $_ ne 'zero' && $_ > $value }
		map { work_out($t, at($wide, $name, $_)) } keys %keys;
}
sub work_out {
	my ($t, $where) = @_;
	my ($op, @of) = @$t;
	return $of[0] if $op eq 'number';
	return measured($of[0], $where) if $op eq 'measure';
	return work_out($of[0], { scope => {}, at => {} }) if $op eq 'total';
	return work_out($of[1], wider($where, $of[0])) if $op eq 'across';
	return over($op, @of, $where) if $op =~ /_over$/;
	return place(@of, $where) if $op eq 'rank';
	return window($op, @of, $where)
		if $op =~ /^(cumulate|rolling|before|baseline)$/;
	my ($x, $y) = map { work_out($_, $where) } @of;
	for ($x, $y) {
		return $_ if $_ eq 'missing' || $_ eq 'zero';
	}
	return $x + $y if $op eq '+';
	return $x - $y if $op eq '-';
	return $x * $y if $op eq '*';
	return min($x, $y) if $op eq 'min';
	return max($x, $y) if $op eq 'max';
	return $x >= $y ? 1 : 0 if $op eq 'at_least';
	return $y == 0 ? 'zero' : $x / $y;
}

my ($own) = grep { $_->{id} eq $figure->{indicator} } @{$all->{indicators}};
my $here = { scope => { map { $_ => 1 } @{$figure->{by}} }, at => {} };
for my $side (grep { exists $own->{$_} } qw(numerator denominator value)) {
	next if $side ne 'value' && !exists $said->{"${side}_parts"};
	next if !exists $figure->{$side};
	my $got = work_out(formula($own->{$side}), $here);
	die "$side: by its rows '$got', as a figure $figure->{$side}\n"
		if $got !~ /[0-9]/ || abs($got - $figure->{$side}) >
		1e-9 * max(abs($got), 1);
}
