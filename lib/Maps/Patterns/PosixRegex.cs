using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>regexp: the C library's POSIX expressions, so that a table means what it means to Postfix, down to the last quirk.</summary>
internal sealed class PosixLanguage : RegexLanguage
{
    private const uint Extended = 1, IgnoreCase = 2, NewLine = 4;

    public override string Type => "regexp";
    public override uint DefaultOptions => Extended | IgnoreCase;
    public override bool AllowsExclusion => true;
    public override uint Flag(char letter) => letter switch { 'i' => IgnoreCase, 'm' => NewLine, 'x' => Extended, _ => 0 };
    public override IRegex? Compile(string pattern, uint options, out string problem) => PosixRegex.Compile(pattern, options, out problem);
}

internal sealed unsafe partial class PosixRegex : IRegex
{
    private const int RegexSize = 64, GroupsAt = 48, NoMatch = 1;

    [LibraryImport("libc")] private static partial int regcomp(void* regex, byte* pattern, int options);
    [LibraryImport("libc")] private static partial int regexec(void* regex, byte* text, nint groups, int* match, int options);
    [LibraryImport("libc")] private static partial nint regerror(int code, void* regex, byte* buffer, nint size);
    [LibraryImport("libc")] private static partial void regfree(void* regex);

    private void* regex;

    private PosixRegex(void* compiled)
    {
        regex = compiled;
        Groups = (int)*(nint*)((byte*)compiled + GroupsAt);
    }

    public int Groups { get; }

    public static PosixRegex? Compile(string pattern, uint options, out string problem)
    {
        problem = "";
        void* regex = NativeMemory.AllocZeroed(RegexSize);
        int error;
        fixed (byte* p = Bytes.Of(pattern + "\0"))
            error = regcomp(regex, p, (int)options);
        if (error == 0)
            return new PosixRegex(regex);
        byte* buffer = stackalloc byte[256];
        regerror(error, regex, buffer, 256);
        problem = Bytes.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
        NativeMemory.Free(regex);
        return null;
    }

    public LookupStatus Match(ReadOnlySpan<byte> keyAndNul, Span<int> groups)
    {
        int code;
        fixed (byte* text = keyAndNul)
        fixed (int* match = groups)
            code = regexec(regex, text, groups.Length / 2, match, 0);
        return code switch { 0 => LookupStatus.Found, NoMatch => LookupStatus.NotFound, _ => LookupStatus.TryLater };
    }

    public void Dispose()
    {
        if (regex == null)
            return;
        regfree(regex);
        NativeMemory.Free(regex);
        regex = null;
    }
}
