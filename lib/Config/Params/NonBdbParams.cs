namespace MailSuite.Config;

/// <summary>Parameters whose owner is nonbdb.</summary>
public static class NonBdbParams
{
    /// <summary>Types that replace Berkeley DB types in a migration, other than the usual ones.</summary>
    public static readonly Param<string> CustomMapping = Table.Text("non_bdb_custom_mapping", "").NotYet();

    /// <summary>Directories of root's tables that may be re-indexed on demand.</summary>
    public static readonly Param<string> MigrationAllowRootPrefixes = Table.Text("non_bdb_migration_allow_root_prefixes", "/etc /usr/local/etc").NotYet();

    /// <summary>Directories of ordinary users' tables that may be re-indexed on demand.</summary>
    public static readonly Param<string> MigrationAllowUserPrefixes = Table.Text("non_bdb_migration_allow_user_prefixes", "$data_directory /var/lib/mailman /var/lib/mailman3").NotYet();

    /// <summary>How far Berkeley DB tables are replaced: disable, enable-redirect or enable-reindex.</summary>
    public static readonly Param<string> MigrationLevel = Table.Text("non_bdb_migration_level", "disable", min: 1).NotYet();

    /// <summary>Whether each use of a replacement for a Berkeley DB table is logged.</summary>
    public static readonly Param<bool> MigrationLogRedirect = Table.YesNo("non_bdb_migration_log_redirect", "yes").NotYet();

    /// <summary>Name of the service that re-indexes tables on demand.</summary>
    public static readonly Param<string> MigrationServiceName = Table.Text("non_bdb_migration_service_name", "nbdb_reindex").NotYet();
}
