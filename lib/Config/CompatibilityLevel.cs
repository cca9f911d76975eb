using System.Globalization;

namespace MailSuite.Config;

/// <summary>A value of compatibility_level, "major.minor.patch" with the last parts optional: which incompatible defaults an administrator has accepted.</summary>
public readonly record struct CompatibilityLevel(int Major, int Minor, int Patch) : IComparable<CompatibilityLevel>
{
    /// <summary>Reads a level; throws <see cref="MacroException"/> when it is none.</summary>
    public static CompatibilityLevel Parse(string text)
    {
        Span<int> parts = stackalloc int[3];
        int count = 0;
        foreach (var range in text.AsSpan().TrimStart(LogicalLines.Blanks).Split('.'))
        {
            var part = text.AsSpan().TrimStart(LogicalLines.Blanks)[range];
            if (count == parts.Length || part.IsEmpty || part.ContainsAnyExceptInRange('0', '9'))
                throw new MacroException($"malformed compatibility level syntax: \"{text}\"");
            // A number beyond any release is the highest of all, not an error.
            parts[count++] = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : int.MaxValue;
        }
        return new CompatibilityLevel(parts[0], parts[1], parts[2]);
    }

    /// <summary>Orders two levels given as text.</summary>
    public static int Compare(string left, string right) => Parse(left).CompareTo(Parse(right));

    /// <inheritdoc/>
    public int CompareTo(CompatibilityLevel other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>Order.</summary>
    public static bool operator <(CompatibilityLevel a, CompatibilityLevel b) => a.CompareTo(b) < 0;
    /// <summary>Order.</summary>
    public static bool operator >(CompatibilityLevel a, CompatibilityLevel b) => a.CompareTo(b) > 0;
    /// <summary>Order.</summary>
    public static bool operator <=(CompatibilityLevel a, CompatibilityLevel b) => a.CompareTo(b) <= 0;
    /// <summary>Order.</summary>
    public static bool operator >=(CompatibilityLevel a, CompatibilityLevel b) => a.CompareTo(b) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Patch > 0 ? $"{Major}.{Minor}.{Patch}" : Minor > 0 ? $"{Major}.{Minor}" : $"{Major}";
}
