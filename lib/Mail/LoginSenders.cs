using System.Globalization;
using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>
/// local_login_sender_maps: which envelope senders a local user may give. sendmail(1) asks so that he hears of it; pickup(8) asks again, because
/// everybody can write into maildrop/.
/// </summary>
public static class LoginSenders
{
    private const string Everybody = "static:*";

    /// <summary>Found: the user may. NotFound: he may not. TryLater: the tables cannot be asked.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="uid">Who submits; without an account he is "uid:NUMBER".</param>
    /// <param name="sender">The address that he gave, empty for the null sender. An extension of it does not count.</param>
    public static LookupStatus May(MailConfig config, int uid, string sender)
    {
        if (config.Get(LocalParams.LoginSenderMaps) == Everybody)
            return LookupStatus.Found;
        string login = Accounts.User(uid, out var account) == AccountAnswer.Found ? account!.Name : string.Create(CultureInfo.InvariantCulture, $"uid:{uid}");
        using var maps = MapList.Of(LocalParams.LoginSenderMaps, config);
        var found = maps.Find(login);
        if (!found.IsFound)
            return found.Status;
        string address = sender.Length == 0 ? config.Get(PostdropParams.EmptyAddressLocalLoginSenderMapsLookupKey) : AddressExtension.SplitAddress(sender, config).Address;
        foreach (string pattern in found.Value.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (pattern == "*" || Bytes.Same(pattern, address) || pattern[0] == '@' && address.LastIndexOf('@') is >= 0 and var at && Bytes.Same(pattern, address.AsSpan(at)))
                return LookupStatus.Found;
        return LookupStatus.NotFound;
    }
}
