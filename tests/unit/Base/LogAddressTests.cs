using MailSuite.Daemon;
using MailSuite.Mail;

namespace MailSuite.Tests.Base;

public sealed class LogAddressTests : IDisposable
{
    public void Dispose() => Log.InternalAddresses = false;

    [Theory]
    [InlineData("external", "a b@x.example", "\"a b\"@x.example")]
    [InlineData("internal", "a b@x.example", "a b@x.example")]
    [InlineData("internal", "", "")]
    public void Addresses_in_the_log_have_the_form_of_info_log_address_format(string form, string address, string shown)
    {
        MailLog.TakeForm(MailConfig.FromText("info_log_address_format = " + form));
        Assert.Equal(shown, LogAddress.Of(address));
    }

    [Fact]
    public void Another_form_is_fatal() =>
        Assert.Throws<FatalException>(static () => MailLog.TakeForm(MailConfig.FromText("info_log_address_format = both")));
}
