using System.Runtime.CompilerServices;

namespace MailSuite.Tests.House;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Join(Path.GetDirectoryName(here), "..", ".."));

    /// <summary>Files of the tree, without build output; names relative to the root, with forward slashes.</summary>
    internal static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(static f => Path.GetRelativePath(Root, f))
            .Where(static f => !f.Split('/').Any(static part => part is "bin" or "obj" or "out" or ".git"));
}
