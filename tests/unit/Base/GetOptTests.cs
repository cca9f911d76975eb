namespace MailSuite.Tests.Base;

public class GetOptTests
{
    [Fact]
    public void Options_may_follow_operands()
    {
        var o = new GetOpt(["user@example.com", "-f", "me", "-oi"], "f:o:");
        Assert.Equal(["user@example.com"], o.Operands);
        Assert.Equal("me", o.Value('f'));
        Assert.Equal("i", o.Value('o'));
    }

    [Fact]
    public void A_cluster_is_its_letters() => Assert.Equal("nh", string.Concat(new GetOpt(["-nh", "x"], "hn").Options.Select(o => o.Option)));

    [Fact]
    public void An_unknown_option_is_a_problem() => Assert.Equal("invalid option -- 'z'", new GetOpt(["-z"], "a").Problem);

    [Fact]
    public void A_missing_value_is_a_problem() => Assert.Equal("option requires an argument -- 'c'", new GetOpt(["-c"], "c:").Problem);

    [Fact]
    public void Two_dashes_end_the_options() => Assert.Equal(["-a"], new GetOpt(["--", "-a"], "a").Operands);
}
