# bring-in.pl CODED DEFINITIONS FIGURE PERIOD FOLDER TRACE...: ten of the records
# of CODED that are left out of a figure by FOLDER/drops. Each has a reason,
# which does not hold in it; changed in exactly that, and again where another
# reason then comes, each comes in. TRACE is the command that traced the figure,
# but for the file of records.
use strict;
use warnings;
use JSON::PP;
require './tests/conditions.pl';

our (%classes, %example);
my ($coded, $definitions, $figure, $period, $here, @trace) = @ARGV;
my $drops = "$here/drops";
my $json = JSON::PP->new->utf8->canonical;

sub read_file {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}
$figure = $json->decode($figure);
my $all = $json->decode(read_file($definitions));
%classes = %{$all->{classes} // {}};
my ($own) = grep { $_->{id} eq $figure->{indicator} } @{$all->{indicators}};
my $spread = $own->{spread} ? $own->{spread}{member} : '';

# --- which ------------------------------------------------------------------

# One of each reason, then a second of each, and so on: [line, reason].
sub choose {
	my (%lines, @chosen, %seen);
	srand 7;
	open my $in, '<', $drops or die "$drops: $!\n";
	while (<$in>) {
		next if index($_, '"reason":"other_kind"') > 0;
		my ($line, $why) = /"at":"[^"]*:([0-9]+)","reason":"(.*)"\}$/
			or die "a record without a reason: $_";
		# ten of each at random
		my $n = $seen{$why}++;
		if ($n < 10) {
			push @{$lines{$why}}, $line;
		} elsif ((my $at = int rand $n + 1) < 10) {
			$lines{$why}[$at] = $line;
		}
	}
	close $in;
	for my $round (0 .. 9) {
		push @chosen, map { [$lines{$_}[$round], $_] }
			grep { $#{$lines{$_}} >= $round } sort keys %lines;
	}
	splice @chosen, 10 if @chosen > 10;
	return map { [$_->[0], $json->decode("[\"$_->[1]\"]")->[0]] } @chosen;
}

# An example of each member by kind, among the first of each: worked out once.
sub find_examples {
	my $kept = "$coded.examples";
	if (!-e $kept) {
		my %n;
		open my $in, '<', $coded or die "$coded: $!\n";
		while (<$in>) {
			my ($kind) = /"record":"([a-z_]+)"/;
			next if $n{$kind}++ >= 50;
			my $record = $json->decode($_);
			$example{$kind}{$_} //= $record->{$_} for keys %$record;
		}
		open my $out, '>', "$kept.$$" or die "$kept: $!\n";
		print $out $json->encode(\%example);
		close $out or die "$kept: $!\n";
		rename "$kept.$$", $kept or die "$kept: $!\n";
	}
	%example = %{$json->decode(read_file($kept))};
}

# Records of CODED by their lines.
sub find_rows {
	my %row;
	my @lines = sort { $a <=> $b } map { $_->[0] } @_;
	open my $in, '<', $coded or die "$coded: $!\n";
	while (<$in>) {
		next if $. != $lines[0];
		$row{$.} = $json->decode($_);
		shift @lines while @lines && $lines[0] == $.;
		last if !@lines;
	}
	return map { $row{$_->[0]} } @_;
}

# --- mending ----------------------------------------------------------------

sub mend {
	my ($row, $why) = @_;
	if ($why =~ /^period == /) {
		$row->{year} = $period + 0;
		for my $name ('month', 'date') {
			$row->{$name} =~ s/^[0-9]{4}/$period/
				if exists $row->{$name};
		}
		return;
	}
	my $tree = condition($why);
	die "$why: holds, and is told as a reason\n" if holds($row, $tree);
	make($row, $tree, 1) or die "no way to mend: $why\n";
	die "$why: does not hold when mended\n" if !holds($row, $tree);
}

# What is left out of a figure of some records: reasons by place from 0.
sub left_out {
	my ($rows) = @_;
	open my $out, '>', "$here/mended" or die;
	print $out map { $json->encode($_) . "\n" } @$rows;
	close $out;
	unlink "$here/still";
	system(@trace, '--drops', "$here/still", '--output', "$here/in", '--',
		"$here/mended") == 0
		or die "trace-figure fails on mended records\n";
	my %left;
	open my $in, '<', "$here/still" or return ();
	while (<$in>) {
		my $drop = $json->decode($_);
		my ($line) = $drop->{at} =~ /:([0-9]+)$/;
		$left{$line - 1} = $drop->{reason};
	}
	return %left;
}

# As many records of one who is counted as the bin wants.
sub fills_bin {
	my ($row, $why) = @_;
	my ($n) = $why =~ /^\Q$spread\E == '([0-9]+)/ or return 0;
	my %left = left_out([map { $row } 1 .. $n]);
	return !%left;
}

my @chosen = choose();
exit 0 if !@chosen;
find_examples();
my @rows = find_rows(@chosen);
my %left = map { $_ => $chosen[$_][1] } 0 .. $#chosen;
my %told;
for my $round (1 .. 12) {
	for my $i (sort { $a <=> $b } keys %left) {
		my $why = $left{$i};
		die "mended, and still a reason: $why\n" if $told{$i}{$why}++;
		if ($spread && $why =~ /^\Q$spread\E == /) {
			fills_bin($rows[$i], $why) or
				die "not in by their number: $why\n";
			next;
		}
		mend($rows[$i], $why);
	}
	%left = left_out(\@rows);
	if ($spread) {
		# by themselves: others may be of the same patient
		for my $i (keys %left) {
			my %alone = left_out([$rows[$i]]);
			delete $left{$i};
			$left{$i} = $alone{0} if %alone;
			delete $left{$i} if %alone &&
				$alone{0} =~ /^\Q$spread\E == / &&
				$told{$i}{$alone{0}};
		}
	}
	exit 0 if !%left;
}
die "still not in: $_\n" for values %left;
