using System.Text;

namespace MailSuite.Smtpd;

/// <summary>How often a client gave each command, and how often it was served: the statistics of the "disconnect" line.</summary>
internal sealed class CommandCounts
{
    // One more than there are commands: what is none.
    private readonly int[] total = new int[SmtpCommand.Table.Length + 1], good = new int[SmtpCommand.Table.Length + 1];

    /// <summary>A command came; -1 is an unknown one.</summary>
    public void Came(int index) => total[index < 0 ? ^1 : index]++;

    /// <summary>It was served.</summary>
    public void Served(int index) => good[index]++;

    /// <summary>It was not, after all: what followed its first reply failed.</summary>
    public void Failed(int index) => good[index]--;

    /// <summary>" ehlo=1 rcpt=1/2 commands=2/3": only what was seen, in the table's order.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int all = 0, allGood = 0;
        for (int i = 0; i < total.Length; i++)
        {
            all += total[i];
            allGood += good[i];
            if (total[i] > 0)
                text.Append(' ').Append(i < SmtpCommand.Table.Length ? SmtpCommand.Table[i].Verb.ToLowerInvariant() : "unknown").Append('=').Append(Ratio(good[i], total[i]));
        }
        return text.Append(" commands=").Append(all > 0 ? Ratio(allGood, all) : "0/0").ToString();
    }

    private static string Ratio(int good, int total) => good == total ? $"{total}" : $"{good}/{total}";
}
