using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>From a recipient as the client gave it to the recipients that the queue file gets: completed, canonical, aliases expanded.</summary>
public sealed class RecipientExpansion(CleanupTables tables, string queueId)
{
    /// <summary>How it failed; null while it has not.</summary>
    public CleanupResult? Failure { get; private set; }

    /// <summary>The envelope sender in the form that the queue file gets.</summary>
    public string Sender(string address, bool map)
    {
        if (address.Length == 0)
            return "";
        string result = tables.Rewriter.Rewrite(address);
        if (map)
            result = Mapped(result, tables.SenderCanonical, tables.SenderCanonicalIn, AddressClasses.EnvelopeSender, "sender_canonical_maps");
        return IsMailerDaemon(result) ? "" : result;
    }

    private bool IsMailerDaemon(string address) =>
        address.StartsWith(AddressRewriter.MailerDaemon + "@", StringComparison.OrdinalIgnoreCase)
        && Bytes.Same(address.AsSpan(AddressRewriter.MailerDaemon.Length + 1), tables.Myorigin);

    /// <summary>An envelope recipient completed and canonical, before aliases.</summary>
    public string Recipient(string address, bool map)
    {
        string result = tables.Rewriter.Rewrite(address.Length == 0 ? AddressRewriter.MailerDaemon : address);
        return map ? Mapped(result, tables.RecipientCanonical, tables.RecipientCanonicalIn, AddressClasses.EnvelopeRecipient, "recipient_canonical_maps") : result;
    }

    /// <summary>An address of a header, completed (in its context) and canonical.</summary>
    public string HeaderAddress(string address, RewriteContext context, bool ofSender, bool map)
    {
        string result = tables.Rewriter.Rewrite(address, context);
        return !map ? result
            : ofSender ? Mapped(result, tables.SenderCanonical, tables.SenderCanonicalIn, AddressClasses.HeaderSender, "sender_canonical_maps")
            : Mapped(result, tables.RecipientCanonical, tables.RecipientCanonicalIn, AddressClasses.HeaderRecipient, "recipient_canonical_maps");
    }

    private string Mapped(string address, AddressMapping own, AddressClasses ownIn, AddressClasses kind, string ownName)
    {
        if (!own.IsEmpty && (ownIn & kind) != 0)
            address = Canonical(address, own, ownName);
        if (!tables.Canonical.IsEmpty && (tables.CanonicalIn & kind) != 0)
            address = Canonical(address, tables.Canonical, "canonical_maps");
        return tables.Masquerade.AppliesTo(kind) ? tables.Masquerade.Apply(address) : address;
    }

    private string Canonical(string address, AddressMapping maps, string name)
    {
        string first = address;
        for (int count = 0; count < 10; count++)
        {
            switch (maps.Find(address, out var found))
            {
                case LookupStatus.TryLater:
                    Log.Warning($"{queueId}: {name} map lookup problem for {first} -- message not accepted, try again later");
                    Failure ??= CleanupResult.LookupProblem;
                    return address;
                case LookupStatus.NotFound:
                    return address;
            }
            if (found.Count > 1)
                Log.Warning($"{queueId}: multi-valued {name} entry for {first}");
            if (Bytes.Same(found[0], address))
                return found[0];
            address = found[0];
        }
        Log.Warning($"{queueId}: unreasonable {name} map nesting for {first} -- message not accepted, try again later");
        return address;
    }

    /// <summary>
    /// The recipients that an address stands for (virtual_alias_maps). A list is worked through instead of calls nested: an alias may be
    /// as deep as the limits say. An address that yields itself is final; aliases that lead back in a circle end at the limit.
    /// </summary>
    public List<string> Expand(string address)
    {
        var final = new List<string>();
        var work = new Stack<(string Address, string From, int Depth)>();
        work.Push((address, "", 0));
        while (work.TryPop(out var item))
        {
            var (current, from, depth) = item;
            List<string> found = [];
            var status = Bytes.Same(current, from) ? LookupStatus.NotFound : tables.VirtualAliases.Find(current, out found);
            if (status == LookupStatus.TryLater)
                return Fail($"virtual_alias_maps map lookup problem for {current}", CleanupResult.LookupProblem);
            if (status == LookupStatus.NotFound)
            {
                final.Add(current);
                continue;
            }
            if (depth + 1 >= tables.RecursionLimit)
                return Fail($"unreasonable virtual_alias_maps map nesting for {address}", CleanupResult.AliasProblem);
            if (final.Count + work.Count + found.Count > tables.ExpansionLimit)
                return Fail($"unreasonable virtual_alias_maps map expansion size for {address}", CleanupResult.AliasProblem);
            foreach (string next in Enumerable.Reverse(found))
            {
                if (next.Length > tables.AddressLengthLimit)
                    return Fail($"unreasonable virtual_alias_maps result {next[..Math.Min(100, next.Length)]}...", CleanupResult.AliasProblem);
                work.Push((next, current, depth + 1));
            }
        }
        return final;
    }

    private List<string> Fail(string what, CleanupResult result)
    {
        Log.Warning($"{queueId}: {what} -- message not accepted, try again later");
        Failure ??= result;
        return [];
    }
}
