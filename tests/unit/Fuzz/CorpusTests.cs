using MailSuite.Tests.Fuzz;

namespace MailSuite.Tests.Fuzzing;

/// <summary>Every input of the fuzzing corpus, and a very short search for more (`make fuzz` searches longer).</summary>
public class CorpusTests
{
    public static TheoryData<string> Targets => [.. Target.All.Select(static t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_parser_stands_its_corpus_and_what_is_made_of_it(string name)
    {
        var target = Target.All.Single(t => t.Name == name);
        var corpus = Fuzzer.Corpus(target);
        Assert.NotEmpty(corpus);
        foreach (byte[] input in corpus)
            Assert.Null(Fuzzer.Try(target, input));
        int seed = Environment.TickCount;
        var found = new Fuzzer(target, seed).Run(TimeSpan.FromSeconds(0.5), out _);
        Assert.True(found.Count == 0, $"seed {seed}: " + string.Join('\n', found));
    }
}
