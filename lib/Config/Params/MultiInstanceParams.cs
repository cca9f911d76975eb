namespace MailSuite.Config;

/// <summary>Parameters whose owner is multiinstance.</summary>
public static class MultiInstanceParams
{
    /// <summary>multi_instance_directories</summary>
    public static readonly Param<string> Directories = Table.Text("multi_instance_directories", "");

    /// <summary>multi_instance_enable</summary>
    public static readonly Param<bool> Enable = Table.YesNo("multi_instance_enable", "no");

    /// <summary>multi_instance_group</summary>
    public static readonly Param<string> Group = Table.Text("multi_instance_group", "");

    /// <summary>multi_instance_name</summary>
    public static readonly Param<string> Name = Table.Text("multi_instance_name", "");

    /// <summary>multi_instance_wrapper</summary>
    public static readonly Param<string> Wrapper = Table.Text("multi_instance_wrapper", "");
}
