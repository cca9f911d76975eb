using System.Globalization;
using System.Runtime.InteropServices;

namespace MailSuite.Maps;

/// <summary>pcre: Perl-compatible expressions by libpcre2-8 with its JIT compiler, loaded when the first such table is opened.</summary>
internal sealed class PcreLanguage : RegexLanguage
{
    private const uint Anchored = 0x80000000, CaseLess = 8, DollarEndOnly = 0x10, DotAll = 0x20, Extended = 0x80, MultiLine = 0x400, Ungreedy = 0x40000;

    public override string Type => "pcre";
    public override uint DefaultOptions => CaseLess | DotAll;
    public override string OpenEnd => "ignoring";
    public override string OutOfRange => "out of range";
    public override char ObsoleteFlag => 'X';

    public override uint Flag(char letter) => letter switch
    {
        'i' => CaseLess, 'm' => MultiLine, 's' => DotAll, 'x' => Extended, 'A' => Anchored, 'E' => DollarEndOnly, 'U' => Ungreedy, _ => 0,
    };

    public override IRegex? Compile(string pattern, uint options, out string problem) => PcreRegex.Compile(pattern, options, out problem);
}

internal sealed unsafe partial class PcreRegex : IRegex
{
    private const string Library = "libpcre2-8.so.0";
    private const uint JitComplete = 1, CaptureCount = 4, MatchLimit = 1_000_000;
    private const int NoMatch = -1;

    [LibraryImport(Library)]
    private static partial void* pcre2_compile_8(byte* pattern, nint length, uint options, int* error, nint* errorOffset, void* context);
    [LibraryImport(Library)] private static partial int pcre2_jit_compile_8(void* code, uint options);
    [LibraryImport(Library)] private static partial void* pcre2_match_data_create_from_pattern_8(void* code, void* context);
    [LibraryImport(Library)] private static partial void* pcre2_match_context_create_8(void* context);
    [LibraryImport(Library)] private static partial int pcre2_set_match_limit_8(void* context, uint limit);
    [LibraryImport(Library)]
    private static partial int pcre2_match_8(void* code, byte* subject, nint length, nint start, uint options, void* matchData, void* context);
    [LibraryImport(Library)] private static partial nint* pcre2_get_ovector_pointer_8(void* matchData);
    [LibraryImport(Library)] private static partial int pcre2_get_error_message_8(int error, byte* buffer, nint size);
    [LibraryImport(Library)] private static partial int pcre2_pattern_info_8(void* code, uint what, void* where);
    [LibraryImport(Library)] private static partial void pcre2_code_free_8(void* code);
    [LibraryImport(Library)] private static partial void pcre2_match_data_free_8(void* matchData);

    private static void* limits;
    private void* code, matchData;

    private PcreRegex(void* code)
    {
        this.code = code;
        matchData = pcre2_match_data_create_from_pattern_8(code, null);
        uint groups;
        pcre2_pattern_info_8(code, CaptureCount, &groups);
        Groups = (int)groups;
        if (limits == null)
        {
            limits = pcre2_match_context_create_8(null);
            // A pattern that backtracks without end on some header must not hold the daemon up.
            pcre2_set_match_limit_8(limits, MatchLimit);
        }
    }

    public int Groups { get; }

    public static PcreRegex? Compile(string pattern, uint options, out string problem)
    {
        problem = "";
        var bytes = Bytes.Of(pattern + "\0");
        int error;
        nint offset;
        void* code;
        fixed (byte* p = bytes)
            code = pcre2_compile_8(p, bytes.Length - 1, options, &error, &offset, null);
        if (code == null)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"error in regex at offset {offset}: {ErrorText(error)}");
            return null;
        }
        pcre2_jit_compile_8(code, JitComplete);   // without JIT on this machine, the interpreter matches
        return new PcreRegex(code);
    }

    private static string ErrorText(int error)
    {
        byte* buffer = stackalloc byte[256];
        pcre2_get_error_message_8(error, buffer, 256);
        return Bytes.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }

    public LookupStatus Match(ReadOnlySpan<byte> keyAndNul, Span<int> groups)
    {
        int found;
        fixed (byte* text = keyAndNul)
            found = pcre2_match_8(code, text, keyAndNul.Length - 1, 0, 0, matchData, limits);
        if (found == NoMatch)
            return LookupStatus.NotFound;
        if (found < 0)
        {
            Log.Warning($"pcre: {ErrorText(found)}");
            return LookupStatus.TryLater;
        }
        nint* vector = pcre2_get_ovector_pointer_8(matchData);
        for (int i = 0; i < groups.Length; i++)
            groups[i] = i < found * 2 ? (int)vector[i] : -1;
        return LookupStatus.Found;
    }

    public void Dispose()
    {
        if (code == null)
            return;
        pcre2_match_data_free_8(matchData);
        pcre2_code_free_8(code);
        code = matchData = null;
    }
}
