using MailSuite.Maps;
using MailSuite.Config;
using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>What a table of addresses says of one address: the addresses that replace it (mail_addr_map(3)).</summary>
public sealed class AddressMapping(MapList maps, AddressRewriter rewriter, bool propagateExtension)
{
    /// <summary>Are there no tables?</summary>
    public bool IsEmpty => maps.IsEmpty;

    /// <summary>Was a table changed?</summary>
    public string? ChangedTable() => maps.ChangedTable();

    /// <summary>Looks up an address in internal form; what is found is rewritten to user@domain. Empty when not found.</summary>
    public LookupStatus Find(string address, out List<string> found)
    {
        found = [];
        var result = maps.FindAddress(address, out string extension);
        if (!result.IsFound)
            return result.Status;
        foreach (var item in AddressScanner.Scan(Bytes.Of(result.Value), 100_000, out _))
        {
            string to = item.Address;
            if (to.StartsWith('@') && address.LastIndexOf('@') is > 0 and var at)
                to = address[..at] + to;   // "@old  @new" keeps the local part
            else if (extension.Length > 0 && propagateExtension)
                to = AddExtension(to, extension);
            to = rewriter.Rewrite(to);
            if (to.Length > 0)
                found.Add(to);
        }
        return found.Count > 0 ? LookupStatus.Found : LookupStatus.NotFound;
    }

    private static string AddExtension(string address, string extension)
    {
        int at = address.LastIndexOf('@');
        return at < 0 ? address + extension : address[..at] + extension + address[at..];
    }
}
