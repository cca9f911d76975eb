using System.Globalization;

namespace MailSuite.Protocol.Imap;

/// <summary>A set of message numbers or UIDs, e.g. "1,3:5,*" (RFC 3501 9, sequence-set). The asterisk is the largest number in use.</summary>
public sealed class SequenceSet
{
    /// <summary>Stands for the asterisk.</summary>
    public const uint Star = 0;

    private readonly List<(uint From, uint To)> ranges;

    private SequenceSet(List<(uint, uint)> ranges) => this.ranges = ranges;

    /// <summary>The saved result of the last search ("$", RFC 5182).</summary>
    public bool IsSaved { get; private init; }

    /// <summary>Reads a set; null when it is none.</summary>
    public static SequenceSet? Parse(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("$"u8))
            return new SequenceSet([]) { IsSaved = true };
        var ranges = new List<(uint, uint)>();
        while (true)
        {
            int comma = text.IndexOf((byte)',');
            var item = comma < 0 ? text : text[..comma];
            int colon = item.IndexOf((byte)':');
            if (!Number(colon < 0 ? item : item[..colon], out uint from))
                return null;
            uint to = from;
            if (colon >= 0 && !Number(item[(colon + 1)..], out to))
                return null;
            ranges.Add((from, to));
            if (comma < 0)
                return new SequenceSet(ranges);
            text = text[(comma + 1)..];
        }
    }

    private static bool Number(ReadOnlySpan<byte> text, out uint value)
    {
        value = Star;
        if (text.SequenceEqual("*"u8))
            return true;
        return text.Length is > 0 and <= 10 && text[0] != '0' && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The set with the asterisk resolved: ranges in ascending order that do not touch, so that using it is linear whatever the client wrote.</summary>
    public IReadOnlyList<(uint From, uint To)> Resolve(uint largest)
    {
        var sorted = new List<(uint From, uint To)>(ranges.Count);
        foreach (var (from, to) in ranges)
        {
            uint a = from == Star ? largest : from, b = to == Star ? largest : to;
            sorted.Add((Math.Min(a, b), Math.Max(a, b)));
        }
        sorted.Sort();
        var merged = new List<(uint From, uint To)>(sorted.Count);
        foreach (var (from, to) in sorted)
            if (merged.Count > 0 && (from <= merged[^1].To || from == merged[^1].To + 1UL))
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            else
                merged.Add((from, to));
        return merged;
    }

    /// <summary>Does the set name this number?</summary>
    public static bool Contains(IReadOnlyList<(uint From, uint To)> resolved, uint number)
    {
        int low = 0, high = resolved.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (number < resolved[middle].From)
                high = middle - 1;
            else if (number > resolved[middle].To)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>Writes ascending numbers as a set: "1:3,7".</summary>
    public static string Format(IReadOnlyList<uint> numbers)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < numbers.Count;)
        {
            int last = i;
            while (last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1UL)
                last++;
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{numbers[i]}");
            if (last > i)
                text.Append(CultureInfo.InvariantCulture, $":{numbers[last]}");
            i = last + 1;
        }
        return text.ToString();
    }
}
