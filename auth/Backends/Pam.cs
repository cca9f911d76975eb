using System.Runtime.InteropServices;

namespace MailSuite.Auth.Backends;

/// <summary>The host's pluggable authentication modules. Each question is a conversation of its own on a worker thread; modules may block there.</summary>
internal sealed unsafe partial class Pam(string service) : PasswordDatabase
{
    private const string Library = "libpam.so.0";
    private const int RemoteHost = 4, FailDelay = 10, Silent = 0x8000, DisallowNullPassword = 1;

    [StructLayout(LayoutKind.Sequential)]
    private struct Conversation
    {
        public delegate* unmanaged<int, Message**, Response**, void*, int> Talk;
        public void* Password;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public int Style;
        public byte* Text;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public byte* Text;
        public int Code;
    }

    [LibraryImport(Library)]
    private static partial int pam_start(byte* service, byte* user, Conversation* conversation, void** handle);
    [LibraryImport(Library)]
    private static partial int pam_set_item(void* handle, int item, void* value);
    [LibraryImport(Library)]
    private static partial int pam_authenticate(void* handle, int flags);
    [LibraryImport(Library)]
    private static partial int pam_acct_mgmt(void* handle, int flags);
    [LibraryImport(Library)]
    private static partial int pam_end(void* handle, int status);
    [LibraryImport(Library)]
    private static partial byte* pam_strerror(void* handle, int error);
    // The library frees answers with free(3), so they are made with the same allocator.
    [LibraryImport("libc")]
    private static partial byte* strdup(byte* text);
    [LibraryImport("libc")]
    private static partial void* calloc(nuint count, nuint size);

    internal override string Name => "pam";

    internal override Verdict Verify(Attempt attempt, ReadOnlySpan<byte> password)
    {
        byte[] secret = new byte[password.Length + 1];
        password.CopyTo(secret);
        try
        {
            fixed (byte* name = Bytes.Of(service + "\0"), user = Bytes.Of(attempt.User + "\0"), host = Bytes.Of(attempt.RemoteAddress + "\0"), p = secret)
                return Ask(attempt, name, user, attempt.RemoteAddress.Length > 0 ? host : null, p);
        }
        catch (DllNotFoundException)
        {
            Log.Warning($"pam: {Library} is not installed");
            return Verdict.TryLater;
        }
        finally
        {
            secret.AsSpan().Clear();
        }
    }

    private Verdict Ask(Attempt attempt, byte* name, byte* user, byte* host, byte* password)
    {
        var conversation = new Conversation { Talk = &Talk, Password = password };
        void* handle = null;
        int status = pam_start(name, user, &conversation, &handle);
        if (status != 0 || handle == null)
        {
            Log.Warning($"pam_start: error {status}");
            return Verdict.TryLater;
        }
        if (host != null)
            pam_set_item(handle, RemoteHost, host);
        // Failures are held back by our own timer: a module that slept would hold a worker thread.
        pam_set_item(handle, FailDelay, (delegate* unmanaged<int, uint, void*, void>)&NoDelay);
        status = pam_authenticate(handle, Silent | DisallowNullPassword);
        bool authenticated = status == 0;
        if (authenticated)
            status = pam_acct_mgmt(handle, Silent | DisallowNullPassword);
        var verdict = Meaning(status, authenticated);
        if (verdict is Verdict.TryLater or Verdict.Refused)
            Log.Warning(LogLines.Trouble(Name, attempt, Marshal.PtrToStringUTF8((nint)pam_strerror(handle, status)) ?? ""));
        pam_end(handle, status);
        return verdict;
    }

    private static Verdict Meaning(int status, bool authenticated) => status switch
    {
        0 => Verdict.Right,
        7 or 11 => Verdict.Wrong,                                     // PAM_AUTH_ERR, PAM_MAXTRIES
        10 => Verdict.UnknownUser,                                    // PAM_USER_UNKNOWN
        1 or 2 or 3 or 4 or 5 or 9 or 26 or 28 => Verdict.TryLater,   // module or system trouble, PAM_AUTHINFO_UNAVAIL, PAM_ABORT
        _ => authenticated ? Verdict.Refused : Verdict.Wrong,         // expired, denied, a new password is due
    };

    [UnmanagedCallersOnly]
    private static int Talk(int count, Message** messages, Response** responses, void* password)
    {
        if (count is <= 0 or > 32)
            return 19;   // PAM_CONV_ERR
        var answers = (Response*)calloc((nuint)count, (nuint)sizeof(Response));
        if (answers == null)
            return 5;    // PAM_BUF_ERR
        for (int i = 0; i < count; i++)
            if (messages[i]->Style is 1 or 2)   // PAM_PROMPT_ECHO_OFF, PAM_PROMPT_ECHO_ON; the rest is information
                answers[i].Text = strdup((byte*)password);
        *responses = answers;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void NoDelay(int status, uint microseconds, void* data) { }
}
