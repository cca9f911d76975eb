using MailSuite.Mail;

namespace MailSuite.Tests.Rewrite;

public class AddressRewriterTests
{
    private static AddressRewriter With(string more = "") => new(MailConfig.FromText($"myhostname = host.example\nmyorigin = origin.example\ncompatibility_level = 3.6\n{more}"));

    [Theory]
    [InlineData("u@far.example", "u@far.example")]
    [InlineData("u", "u@origin.example")]
    [InlineData("a b", "a b@origin.example")]
    [InlineData("u@far", "u@far")]
    [InlineData("u@far.example.", "u@far.example")]
    [InlineData("u@far.example..", "u@far.example..")]
    [InlineData("u@.", "u@.")]
    [InlineData("u%far.example", "u@far.example")]
    [InlineData("u%a%b.example", "u%a@b.example")]
    [InlineData("far.example!u", "u@far.example")]
    [InlineData("x!y%z", "y%z@x")]
    [InlineData("u%x@far.example", "u%x@far.example")]
    [InlineData("a b%c", "a b%c@origin.example")]
    [InlineData("@far.example", "@far.example")]
    [InlineData("@", "")]
    [InlineData("", "")]
    [InlineData("u@[10.0.0.1]", "u@[10.0.0.1]")]
    public void Addresses_of_local_users_become_complete(string address, string expected) => Assert.Equal(expected, With().Rewrite(address));

    [Theory]
    [InlineData("u", "u")]
    [InlineData("u@far", "u@far")]
    [InlineData("far.example!u", "u@far.example")]
    public void Strangers_addresses_are_not_completed_without_a_domain_for_them(string address, string expected) =>
        Assert.Equal(expected, With().Rewrite(address, RewriteContext.Remote));

    [Fact]
    public void Strangers_addresses_get_remote_header_rewrite_domain() =>
        Assert.Equal("u@remote.invalid", With("remote_header_rewrite_domain = remote.invalid\n").Rewrite("u", RewriteContext.Remote));

    [Theory]
    [InlineData("append_dot_mydomain = yes\nmydomain = my.example", "u@far", "u@far.my.example")]
    [InlineData("append_at_myorigin = no", "u", "u")]
    [InlineData("swap_bangpath = no", "far.example!u", "far.example!u@origin.example")]
    [InlineData("allow_percent_hack = no", "u%far.example", "u%far.example@origin.example")]
    public void Each_rewriting_has_its_switch(string setting, string address, string expected) => Assert.Equal(expected, With(setting).Rewrite(address));

    [Fact]
    public void A_complete_address_comes_back_as_it_is()
    {
        string address = new("u@far.example".ToCharArray());
        Assert.Same(address, With().Rewrite(address));
    }

    [Theory]
    [InlineData("\"a b\"", "\"a b\"@origin.example")]
    [InlineData("@relay.example:u@far.example", "u@far.example")]
    public void External_form_keeps_its_quotes_and_loses_its_route(string address, string expected) => Assert.Equal(expected, With().RewriteExternal(address));
}
