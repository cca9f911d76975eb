using MailSuite.Config;
using Xunit;

namespace MailSuite.Tests.Config;

/// <summary>The $name language. Expectations were taken from Debian's postconf -x.</summary>
public class MacroExpansionTests
{
    private static string? Lookup(string name) => name switch
    {
        "a" => "A", "b" => "B", "e" => "", "x" => "$e", "self" => "x$self", "loop1" => "$loop2", "loop2" => "$loop1", "level" => "3.6", _ => null,
    };

    [Theory]
    [InlineData("$a ${a} $(a) ${ a }", "A A A A")]
    [InlineData("$$a$$", "$a$")]
    [InlineData("$a-$b.$a_$b", "A-B.B")]
    [InlineData("${undef}$undef", "")]
    [InlineData("${a?x}${e?x}${undef?x}", "x")]
    [InlineData("${a:y}|${e:y}|${undef:y}", "|y|y")]
    [InlineData("${a?{x}:{y}}${e?{x}:{y}}", "xy")]
    [InlineData("${ a ? {x} : {y} }", "x")]
    [InlineData("${a?{x}:y}${e?{x}:y}", "xy")]
    [InlineData("${a?x:y}", "x:y")]
    [InlineData("[${a? y }][${a?{ y }}][${e: z }]", "[ y ][ y ][ z ]")]
    [InlineData("${x?{1}:{2}}", "1")]
    [InlineData("${a?{$b}:{$e}}${a?{${b?{x}:{y}}}}", "Bx")]
    [InlineData("${?x}${:x}", "x")]
    [InlineData("${{$a} == {A}}|${{$a} != {A}}", "true|")]
    [InlineData("${{10} < {9} ? {yes}:{no}}${{a} < {b} ? {yes}:{no}}", "noyes")]
    [InlineData("${{ 1 } == {1} ? {yes}:{no}}${{01} == {1} ? {yes}:{no}}", "noyes")]
    [InlineData("${{-5} > {-4} ? {yes}:{no}}${{+5} > {4} ? {yes}:{no}}", "yesno")]
    [InlineData("${{99999999999999999999} > {a} ? {yes}:{no}}", "no")]
    [InlineData("${{3.6} <level {3.10} ? {yes}:{no}}${{3.6} <=level {3.6.0} ? {yes}:{no}}", "yesyes")]
    [InlineData("${{$level} <level {3} ? {old} : {new}}", "new")]
    [InlineData("${{2147483648} <level {3} ? {yes}:{no}}", "no")]
    [InlineData("$({a} == {b} ? {1} : {2})", "2")]
    [InlineData("${a}}${a?{x}}}", "A}x}")]
    public void Expands(string text, string expected) => Assert.Equal(expected, MacroExpansion.Expand(text, Lookup));

    [Theory]
    [InlineData("${a", "truncated macro reference: \"${a\"")]
    [InlineData("$(a}", "truncated macro reference: \"$(a}\"")]
    [InlineData("$a$", "empty macro name: \"$a$\"")]
    [InlineData("$ x", "empty macro name: \"$ x\"")]
    [InlineData("${}", "empty macro name: \"${}\"")]
    [InlineData("${a b}", "attribute name syntax error at: \"...a>>> b\"")]
    [InlineData("${a-b}", "attribute name syntax error at: \"...a>>>-b\"")]
    [InlineData("${a ? {x} {y} }", "\":\" expected at: \"...x}>>>{y} \"")]
    [InlineData("${a?{c}:{d}eeeeeeeeeeeeeeeeeeeeeeeeeeee}", "unexpected input at: \"...d}>>>eeeeeeeeeeeeeeeeeeee\"")]
    [InlineData("${{a} == {a} x}", "\"?\" or \":\" expected at: \"...}>>>x\"")]
    [InlineData("${{a} ~ {b}}", "\"==\" or \"!=\"\" or \"<\"\" or \"<=\"\" or \">=\"\" or \">\" expected at: \"...a}>>>~ {b}\"")]
    [InlineData("${{a} ==foo {b}}", "bad operator suffix at: \"...==>>>foo\"")]
    [InlineData("${{a} == b}", "\"{expression}\" expected at: \"...{a} ==>>> b\"")]
    [InlineData("${{2.} <level {3}}", "malformed compatibility level syntax: \"2.\"")]
    [InlineData("${{2.0.0.1} <level {3}}", "malformed compatibility level syntax: \"2.0.0.1\"")]
    [InlineData("$self", "unreasonable macro call nesting: \"x\"")]
    public void Refuses(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<MacroException>(() => MacroExpansion.Value(text, Lookup)).Message);

    [Fact]
    public void A_number_beyond_64_bits_is_fatal() =>
        Assert.Equal("mac_exp_eval: bad conversion: 99999999999999999999", Assert.Throws<FatalException>(() => MacroExpansion.Value("${{1} > {99999999999999999999}}", Lookup)).Message);

    [Fact]
    public void Operands_that_refer_to_themselves_end() =>
        Assert.StartsWith("unreasonable", Assert.Throws<MacroException>(() => MacroExpansion.Value("$r", _ => "${{$r} == {} ? {a} : {b}}")).Message);

    [Fact]
    public void Circles_end() => Assert.StartsWith("unreasonable", Assert.Throws<MacroException>(() => MacroExpansion.Value("$loop1", Lookup)).Message);

    [Fact]
    public void Values_can_be_left_unexpanded() => Assert.Equal("$e A", MacroExpansion.Expand("$x $a", Lookup, recursive: false));

    [Fact]
    public void A_value_that_grows_without_measure_ends()
    {
        string refers = string.Concat(Enumerable.Repeat("$long", 200)) + "$self", longValue = new('x', 3000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<FatalException>(() => MacroExpansion.Expand("$self", name => name == "self" ? refers : longValue));
        Assert.Equal("expansion is longer than 1048576 characters", e.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }
}
