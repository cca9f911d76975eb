namespace MailSuite.Base;

/// <summary>Linux error numbers that the suite tells apart; any other value is kept as its number (errno(3)).</summary>
public enum Errno
{
    /// <summary>Success.</summary>
    None = 0,
    /// <summary>Operation not permitted.</summary>
    PERM = 1,
    /// <summary>No such file or directory.</summary>
    NOENT = 2,
    /// <summary>No such process.</summary>
    SRCH = 3,
    /// <summary>Interrupted system call.</summary>
    INTR = 4,
    /// <summary>Input/output error.</summary>
    IO = 5,
    /// <summary>Bad file descriptor.</summary>
    BADF = 9,
    /// <summary>No child processes.</summary>
    CHILD = 10,
    /// <summary>Resource temporarily unavailable.</summary>
    AGAIN = 11,
    /// <summary>Cannot allocate memory.</summary>
    NOMEM = 12,
    /// <summary>Permission denied.</summary>
    ACCES = 13,
    /// <summary>Device or resource busy.</summary>
    BUSY = 16,
    /// <summary>File exists.</summary>
    EXIST = 17,
    /// <summary>Invalid cross-device link.</summary>
    XDEV = 18,
    /// <summary>Not a directory.</summary>
    NOTDIR = 20,
    /// <summary>Is a directory.</summary>
    ISDIR = 21,
    /// <summary>Invalid argument.</summary>
    INVAL = 22,
    /// <summary>Too many open files in system.</summary>
    NFILE = 23,
    /// <summary>Too many open files.</summary>
    MFILE = 24,
    /// <summary>File too large.</summary>
    FBIG = 27,
    /// <summary>No space left on device.</summary>
    NOSPC = 28,
    /// <summary>Illegal seek.</summary>
    SPIPE = 29,
    /// <summary>Read-only file system.</summary>
    ROFS = 30,
    /// <summary>Broken pipe.</summary>
    PIPE = 32,
    /// <summary>Numerical result out of range.</summary>
    RANGE = 34,
    /// <summary>Directory not empty.</summary>
    NOTEMPTY = 39,
    /// <summary>Too many levels of symbolic links.</summary>
    LOOP = 40,
    /// <summary>Protocol error.</summary>
    PROTO = 71,
    /// <summary>Protocol not available.</summary>
    NOPROTOOPT = 92,
    /// <summary>Address family not supported by protocol.</summary>
    AFNOSUPPORT = 97,
    /// <summary>Address already in use.</summary>
    ADDRINUSE = 98,
    /// <summary>Cannot assign requested address.</summary>
    ADDRNOTAVAIL = 99,
    /// <summary>Network is unreachable.</summary>
    NETUNREACH = 101,
    /// <summary>Connection reset by peer.</summary>
    CONNRESET = 104,
    /// <summary>Transport endpoint is not connected.</summary>
    NOTCONN = 107,
    /// <summary>Connection timed out.</summary>
    TIMEDOUT = 110,
    /// <summary>Connection refused.</summary>
    CONNREFUSED = 111,
    /// <summary>No route to host.</summary>
    HOSTUNREACH = 113,
    /// <summary>Operation now in progress.</summary>
    INPROGRESS = 115,
    /// <summary>Stale file handle.</summary>
    STALE = 116,
    /// <summary>Disk quota exceeded.</summary>
    DQUOT = 122,
}

/// <summary>Texts for error numbers, as strerror(3) gives them: they stand in log lines and replies that people search for.</summary>
public static class ErrnoText
{
    /// <summary>The C library's text, e.g. "No such file or directory".</summary>
    public static string Text(this Errno errno) => Native.StrError((int)errno);
}

/// <summary>A system call failed where success was required. Carries the error number, so that callers can tell "full" from "absent".</summary>
public sealed class UnixException(Errno errno, string what) : IOException($"{what}: {errno.Text()}")
{
    /// <summary>What the kernel said.</summary>
    public Errno Errno { get; } = errno;
}
