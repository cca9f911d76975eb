namespace MailSuite.Base;

/// <summary>An option, operand or word of a command line, as the manual page and the shell's completion have it.</summary>
/// <param name="Form">As it is written, with the name of its value: "-c config_dir", "-n", "--client address", "start". The value's name decides what the shell completes.</param>
/// <param name="Text">What it does.</param>
public sealed record ManualEntry(string Form, string Text)
{
    /// <summary>The option that all commands have.</summary>
    public static ManualEntry Configuration { get; } = new("-c config_dir", "Use main.cf and master.cf of this directory.");

    /// <summary>The option that nearly all commands have.</summary>
    public static ManualEntry Verbose { get; } = new("-v", "Say more; more than once, more still.");

    /// <summary>"-c" of "-c config_dir".</summary>
    public string Option => Form.Split(' ', '[')[0];

    /// <summary>"config_dir" of "-c config_dir"; empty when the option has no value.</summary>
    public string Value => Form.IndexOf(' ') is > 0 and var space ? Form[(space + 1)..] : "";
}

/// <summary>The manual page of a command: its options stand here once, for man(1) and for the shell. Each tool has one in its folder (Manual.cs); `make man` writes the pages.</summary>
/// <param name="Name">The command.</param>
/// <param name="Summary">What it is for, in a few words.</param>
/// <param name="Synopsis">How it is called, one form a line.</param>
public sealed record ManualPage(string Name, string Summary, string Synopsis)
{
    /// <summary>What it does, paragraph by paragraph.</summary>
    public IReadOnlyList<string> Description { get; init; } = [];
    /// <summary>Its options.</summary>
    public IReadOnlyList<ManualEntry> Options { get; init; } = [];
    /// <summary>The words that it understands as first operand; empty when it has no such words.</summary>
    public IReadOnlyList<ManualEntry> Commands { get; init; } = [];
    /// <summary>What the shell completes as operand: "parameter", "queue_id", "file", "table", "maptype:file", ... or nothing.</summary>
    public string Operand { get; init; } = "";
    /// <summary>What its exit status means.</summary>
    public string ExitStatus { get; init; } = "0 when all went well, 1 otherwise.";
    /// <summary>Other names by which it is called, each with a page that points here.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
    /// <summary>Pages to read next: "postconf(5)".</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];
}
