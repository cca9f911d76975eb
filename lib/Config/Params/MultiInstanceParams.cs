namespace MailSuite.Config;

/// <summary>Parameters whose owner is multiinstance.</summary>
public static class MultiInstanceParams
{
    /// <summary>Configuration directories of further instances of the mail system.</summary>
    public static readonly Param<string> Directories = Table.Text("multi_instance_directories", "");

    /// <summary>Whether this instance is started and stopped together with the others.</summary>
    public static readonly Param<bool> Enable = Table.YesNo("multi_instance_enable", "no");

    /// <summary>Group of instances to which this one belongs.</summary>
    public static readonly Param<string> Group = Table.Text("multi_instance_group", "");

    /// <summary>Name of this instance; also the default of syslog_name.</summary>
    public static readonly Param<string> Name = Table.Text("multi_instance_name", "");

    /// <summary>Program that runs "postfix" commands for all instances.</summary>
    public static readonly Param<string> Wrapper = Table.Text("multi_instance_wrapper", "");
}
