#!/usr/bin/perl
# check-page.pl PAGE... -- STREAM: pages against the stream they were made of.
# Prints what is amiss: tags that do not close, an id twice, a link to an
# anchor that is not there, anything that would be fetched, and a figure that
# is not one of the stream's as it is printed. The figures are printed here by
# other means than the program's: whole numbers in text.
use strict;
use warnings;
use Math::BigFloat;
use File::Basename;

my (@pages, @streams);
my $to = \@pages;
for (@ARGV) { $_ eq '--' ? ($to = \@streams) : push @$to, $_ }

# --- how the stream's figures are printed in Swedish ------------------------
sub printed {
	my ($value, $decimals, $share) = @_;
	my $x = Math::BigFloat->new($value);
	if ($share) {
		$x->bmul(100);
		$decimals = $decimals > 2 ? $decimals - 2 : 0;
		$decimals = 0 if $x->is_zero || $x->bcmp(100) == 0;
	}
	# half away from zero, as 'common' rounds
	my $text = $x->copy->bfround(-$decimals, 'common')->bstr;
	$text =~ s/^-0(\.0*)?$/0/;
	if ($decimals == 0) { $text =~ s/\..*// }
	else {
		$text .= '.' unless $text =~ /\./;
		my ($behind) = $text =~ /\.(\d*)/;
		$text .= '0' x ($decimals - length $behind);
	}
	my ($sign, $whole, $rest) = $text =~ /^(-?)(\d+)(.*)$/;
	1 while $whole =~ s/^(\d+)(\d{3})/$1\xE2\x80\xAF$2/;
	$rest =~ s/\./,/;
	return ($sign ? "\xE2\x88\x92" : '') . $whole . $rest .
	    ($share ? "\xC2\xA0%" : '');
}

my %figure;
for my $path (@streams) {
	open my $in, '<', $path or die "$path: $!";
	while (<$in>) {
		next unless /"record":"indicator"/;
		my ($value) = /"value":(-?[0-9.eE+-]+)/ or next;
		my ($decimals) = /"decimals":(\d+)/;
		my $share = /"unit":"share"/;
		$figure{$value} //= {};
		$figure{$value}{printed($value, $decimals, $share)} = 1;
		# with its requirement, where both print alike
		$figure{$value}{printed($value, $decimals + 1, $share)} = 1
		    if /"target":/;
	}
}

# --- the pages ---------------------------------------------------------------
my %void = map { $_ => 1 } qw(meta br link hr img input);
my (%ids, %text);
for my $path (@pages) {
	open my $in, '<', $path or die "$path: $!";
	local $/;
	my $html = $text{$path} = <$in>;
	$html =~ s/<style>.*?<\/style>//s;
	my @open;
	while ($html =~ /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:[^>"]|"[^"]*")*)>/g) {
		my ($end, $name, $rest) = ($1, $2, $3);
		if ($end) {
			my $was = pop @open // 'nothing';
			print "$path: </$name> closes $was\n"
			    if $was ne $name;
		} elsif (!$void{$name} && $rest !~ /\/$/) {
			push @open, $name;
		}
		while ($rest =~ / id="([^"]*)"/g) {
			print "$path: id $1 twice\n" if $ids{$path}{$1}++;
		}
		print "$path: <$name$rest> has a style or a handler\n"
		    if $rest =~ / (style|on[a-z]+)=/;
	}
	print "$path: <$_> does not close\n" for @open;
	print "$path: fetches something: $&\n"
	    if $html =~ /<script|<link|<img|<iframe| src=|url\(|https?:\/\/[^ ]*/;
	print "$path: larger than 2 MB\n" if length $html > 2_000_000;
}
for my $path (@pages) {
	my $html = $text{$path};
	while ($html =~ / href="([^"#]*)#([^"]*)"/g) {
		my ($file, $anchor) = ($1, $2);
		my $target = $file eq '' ? $path : dirname($path) . "/$file";
		1 while $target =~ s{[^/]+/\.\./}{};
		print "$path: no anchor $file#$anchor\n"
		    if $ids{$target} && !$ids{$target}{$anchor};
	}
	my $n = 0;
	while ($html =~ /<data value="([^"]*)">([^<]*)<\/data>/g) {
		$n++;
		print "$path: $1 is printed as $2\n"
		    unless $figure{$1} && $figure{$1}{$2};
	}
	print "$path: no figure at all\n"
	    if $n == 0 && $path !~ /definitions/;
}
