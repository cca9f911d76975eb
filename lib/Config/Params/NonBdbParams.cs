namespace MailSuite.Config;

/// <summary>Parameters whose owner is nonbdb.</summary>
public static class NonBdbParams
{
    /// <summary>non_bdb_custom_mapping</summary>
    public static readonly Param<string> CustomMapping = Table.Text("non_bdb_custom_mapping", "");

    /// <summary>non_bdb_migration_allow_root_prefixes</summary>
    public static readonly Param<string> MigrationAllowRootPrefixes = Table.Text("non_bdb_migration_allow_root_prefixes", "/etc /usr/local/etc");

    /// <summary>non_bdb_migration_allow_user_prefixes</summary>
    public static readonly Param<string> MigrationAllowUserPrefixes = Table.Text("non_bdb_migration_allow_user_prefixes", "$data_directory /var/lib/mailman /var/lib/mailman3");

    /// <summary>non_bdb_migration_level</summary>
    public static readonly Param<string> MigrationLevel = Table.Text("non_bdb_migration_level", "disable", min: 1);

    /// <summary>non_bdb_migration_log_redirect</summary>
    public static readonly Param<bool> MigrationLogRedirect = Table.YesNo("non_bdb_migration_log_redirect", "yes");

    /// <summary>non_bdb_migration_service_name</summary>
    public static readonly Param<string> MigrationServiceName = Table.Text("non_bdb_migration_service_name", "nbdb_reindex");
}
