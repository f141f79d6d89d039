# Conditions of definitions as a second reading has them: what holds of a
# record, and what would have to change in it. For tests of trace-figure.
use strict;
use warnings;
use B ();
use JSON::PP;

# --- reading ----------------------------------------------------------------

# condition TEXT: its tree, [OPERATOR, ...].
sub condition {
	my ($text) = @_;
	my @words;
	while ($text =~ /\G\s*('(?:[^'\\]|\\.)*'|`[^`]*`|-?[0-9][0-9.]*|&&|\|\||[!=<>]=|[<>!()\[\],]|[^\s'`&|!=<>()\[\],]+)/gc) {
		push @words, $1;
	}
	my $tree = either(\@words);
	die "$text: cannot be read at '@words'\n" if @words;
	return $tree;
}
sub either {
	my ($w) = @_;
	my $tree = both($w);
	while (@$w && $w->[0] eq '||') {
		shift @$w;
		$tree = ['||', $tree, both($w)];
	}
	return $tree;
}
sub both {
	my ($w) = @_;
	my $tree = single($w);
	while (@$w && $w->[0] eq '&&') {
		shift @$w;
		$tree = ['&&', $tree, single($w)];
	}
	return $tree;
}
sub take {
	my ($w, $what) = @_;
	my $word = shift @$w;
	die "'$what' is wanted\n" if !defined $word || $word ne $what;
}
sub single {
	my ($w) = @_;
	if ($w->[0] eq '!') {
		shift @$w;
		return ['!', single($w)];
	}
	if ($w->[0] eq '(') {
		shift @$w;
		my $tree = either($w);
		take($w, ')');
		return $tree;
	}
	if ($w->[0] eq 'has') {
		shift @$w;
		take($w, '(');
		my $name = operand($w)->[1];
		take($w, ')');
		return ['has', $name];
	}
	my $left = operand($w);
	if (!@$w || $w->[0] !~ /^(==|!=|<=?|>=?|in)$/) {
		return ['const', $left->[1]] if $left->[0] eq 'value';
		return ['member', $left->[1]];
	}
	my $sign = shift @$w;
	return [$sign, $left, operand($w)];
}
sub operand {
	my ($w) = @_;
	my $word = shift @$w;
	if ($word eq '[') {
		my @items;
		while ($w->[0] ne ']') {
			push @items, operand($w);
			shift @$w if $w->[0] eq ',';
		}
		shift @$w;
		return ['list', @items];
	}
	if ($word =~ /^'(.*)'$/s) {
		my $s = $1;
		$s =~ s/\\(.)/$1/g;
		return ['value', $s];
	}
	return ['value', $word + 0] if $word =~ /^-?[0-9]/;
	return ['value', JSON::PP::true] if $word eq 'true';
	return ['value', JSON::PP::false] if $word eq 'false';
	$word =~ s/^`(.*)`$/$1/;
	return ['name', $word];
}

# --- what holds -------------------------------------------------------------

# Members that are made of others, by name: {member, bins} or {member, first}.
our %classes;
# A value of each member as some record has it: {KIND}{MEMBER}.
our %example;

sub bin_of {
	my ($bins, $n) = @_;
	for my $bin (@$bins) {
		my ($from, $to) = $bin =~ /^([0-9]+)(?:-([0-9]*))?$/;
		$to = $bin =~ /-/ ? ($to eq '' ? 9**9 : $to) : $from;
		return $bin if $n >= $from && $n <= $to;
	}
	return undef;
}
sub member {
	my ($row, $name) = @_;
	my $class = $classes{$name};
	return $row->{$name} if !$class || exists $row->{$name};
	my $of = $row->{$class->{member}};
	return undef if !defined $of;
	return $class->{bins} ? bin_of($class->{bins}, $of) :
		substr($of, 0, $class->{first});
}
sub is_number {
	my ($v) = @_;
	return 0 if ref $v;
	my $flags = B::svref_2object(\$v)->FLAGS;
	return $flags & (B::SVf_IOK() | B::SVf_NOK()) &&
		!($flags & B::SVf_POK()) ? 1 : 0;
}
sub value {
	my ($row, $o) = @_;
	return $o->[0] eq 'name' ? member($row, $o->[1]) : $o->[1];
}
sub compare {
	my ($sign, $x, $y) = @_;
	return 0 if !defined $x || !defined $y || ref $x eq 'ARRAY';
	if (ref $x || ref $y) {
		my $same = ref $x && ref $y && !!$x == !!$y;
		return $sign eq '==' ? $same : $sign eq '!=' && !$same;
	}
	return $sign eq '!=' if is_number($x) != is_number($y);
	my $order = is_number($x) ? $x <=> $y : $x cmp $y;
	return $sign eq '==' ? $order == 0 : $sign eq '!=' ? $order != 0 :
		$sign eq '<' ? $order < 0 : $sign eq '<=' ? $order <= 0 :
		$sign eq '>' ? $order > 0 : $order >= 0;
}
sub holds {
	my ($row, $t) = @_;
	my ($op, $a, $b) = @$t;
	return holds($row, $a) && holds($row, $b) if $op eq '&&';
	return holds($row, $a) || holds($row, $b) if $op eq '||';
	return !holds($row, $a) if $op eq '!';
	return !!$a if $op eq 'const';
	return defined member($row, $a) if $op eq 'has';
	if ($op eq 'member') {
		my $v = member($row, $a);
		return ref $v && ref $v ne 'ARRAY' && !!$v;
	}
	return compare($op, value($row, $a), value($row, $b)) if $op ne 'in';
	my $x = value($row, $a);
	my @items = $b->[0] eq 'list' ? map { $_->[1] } @{$b}[1 .. $#$b] :
		ref(value($row, $b)) eq 'ARRAY' ? @{value($row, $b)} : ();
	for my $item (@items) {
		return 1 if compare('==', $x, $item);
	}
	return 0;
}

# --- making it hold ---------------------------------------------------------

sub put {
	my ($row, $name, $v) = @_;
	my $class = $classes{$name};
	if (!$class) {
		$row->{$name} = $v;
	} elsif ($class->{bins}) {
		($row->{$class->{member}}) = map { $_ + 0 } $v =~ /^([0-9]+)/;
	} else {
		$row->{$class->{member}} = $v;
	}
}
sub take_out {
	my ($row, $name) = @_;
	delete $row->{$classes{$name} ? $classes{$name}{member} : $name};
}
# The value next to one, in a direction: days as numbers are.
sub next_to {
	my ($v, $by) = @_;
	return $v + $by if is_number($v);
	if ($v =~ /^([0-9]{4})(-.*)$/) {
		return sprintf '%04d%s', $1 + $by, $2;
	}
	return $by > 0 ? "${v}x" : '';
}
my %opposite = ('==' => '!=', '!=' => '==', '<' => '>=', '>=' => '<',
	'>' => '<=', '<=' => '>');
my %turned = ('==' => '==', '!=' => '!=', '<' => '>', '>=' => '<=',
	'>' => '<', '<=' => '>=');
sub make_compare {
	my ($row, $sign, $a, $b) = @_;
	if ($a->[0] ne 'name') {
		return 0 if $b->[0] ne 'name';
		($sign, $a, $b) = ($turned{$sign}, $b, $a);
	}
	my $v = value($row, $b);
	$v = $example{$row->{record}}{$b->[1]} if !defined $v;
	return 0 if !defined $v;
	put($row, $b->[1], $v) if $b->[0] eq 'name' &&
		!defined value($row, $b);
	if ($sign eq '!=' && ref $v) {
		$v = $v ? JSON::PP::false : JSON::PP::true;
	} elsif ($sign eq '<' || $sign eq '>' || $sign eq '!=') {
		$v = next_to($v, $sign eq '<' ? -1 : 1);
	}
	put($row, $a->[1], $v);
	return 1;
}
sub make_in {
	my ($row, $a, $b, $wanted) = @_;
	if ($b->[0] eq 'list') {
		return 0 if $a->[0] ne 'name';
		if ($wanted) {
			put($row, $a->[1], $b->[1][1]);
		} else {
			put($row, $a->[1], 'another');
		}
		return 1;
	}
	my $x = value($row, $a);
	return 0 if $b->[0] ne 'name' || !defined $x;
	my @items = @{$row->{$b->[1]} // []};
	@items = grep { !compare('==', $x, $_) } @items;
	push @items, $x if $wanted;
	$row->{$b->[1]} = \@items;
	return 1;
}
# First of two ways that can be gone, on the row itself.
sub make_either {
	my ($row, $wanted, @ways) = @_;
	for my $way (@ways) {
		my $try = { %$row };
		if (make($try, $way, $wanted) && !!holds($try, $way) == !!$wanted) {
			%$row = %$try;
			return 1;
		}
	}
	return 0;
}
# make ROW, TREE, WANTED: change the row so that it holds, or does not; true if
# there is a way.
sub make {
	my ($row, $t, $wanted) = @_;
	my ($op, $a, $b) = @$t;
	return 1 if !!holds($row, $t) == !!$wanted;
	return make($row, $a, !$wanted) if $op eq '!';
	if ($op eq '&&' || $op eq '||') {
		return make_either($row, $wanted, $a, $b)
			if ($op eq '||') == !!$wanted;
		return make($row, $a, $wanted) && make($row, $b, $wanted);
	}
	return 0 if $op eq 'const';
	if ($op eq 'has') {
		if (!$wanted) {
			take_out($row, $a);
			return 1;
		}
		my $class = $classes{$a};
		my $of = $class ? $class->{member} : $a;
		$row->{$of} = $example{$row->{record}}{$of} // 'x';
		return 1;
	}
	if ($op eq 'member') {
		put($row, $a, $wanted ? JSON::PP::true : JSON::PP::false);
		return 1;
	}
	return make_in($row, $a, $b, $wanted) if $op eq 'in';
	# a missing member makes a comparison false, too
	return make_compare($row, $wanted ? $op : $opposite{$op}, $a, $b);
}
1;
