namespace MailSuite.Maps;

/// <summary>
/// As root, a table is written with the rights of the owner of its source: the result shows the proper owner, and a directory that
/// this user controls cannot trick root into writing elsewhere.
/// </summary>
internal static class SourceOwner
{
    /// <summary>Does the work of writing <paramref name="database"/> as the source's owner.</summary>
    public static void Run(FileStatus source, string database, BuildOptions options, Action work)
    {
        WarnOfDirectory(database);
        if (Sys.Uid != 0 || options.KeepPrivileges || source.Uid == Sys.EffectiveUid && source.Gid == Sys.EffectiveGid || RootMustReplace(source, database))
            work();
        else
            Sys.RunAs(new Credentials(source.Uid, source.Gid, [source.Gid]), work);
    }

    private static void WarnOfDirectory(string database)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(database)) ?? "/";
        if (Sys.Uid == 0 && Sys.TryStat(folder, out var status) == Errno.None && (status.Uid != 0 || (status.Permissions & 2) != 0))
            Log.Warning($"{folder}: {(status.Uid != 0 ? $"owned by user id {status.Uid}" : "writable for everybody")}, who may replace {database}");
    }

    // A user's table in a directory where only root makes names: the user may write the old file, but cannot put a new one in its place.
    private static bool RootMustReplace(FileStatus source, string database) =>
        Sys.TryStat(Path.GetDirectoryName(Path.GetFullPath(database)) ?? "/", out var directory) == Errno.None && directory.Uid == 0 && (directory.Mode & 0x12) == 0
        && Sys.TryLstat(database, out var old) == Errno.None && old.IsRegular && old.Uid == source.Uid;
}
