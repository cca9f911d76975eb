namespace MailSuite.Postconf;

/// <summary>The settings of tables that have a configuration of their own, in a file or as main.cf names "PREFIX_setting".</summary>
internal static class DatabaseSettings
{
    private static readonly string[] Common = ["domain", "result_format", "expansion_limit"];
    private static readonly string[] Sql = [.. Common, "hosts", "user", "password", "dbname", "query", "table", "select_field", "where_field", "additional_conditions", "idle_interval", "retry_interval"];

    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["ldap"] =
        [
            .. Common, "server_host", "server_port", "timeout", "search_base", "query_filter", "result_filter", "result_attribute",
            "special_result_attribute", "terminal_result_attribute", "leaf_result_attribute", "scope", "bind", "bind_dn", "bind_pw", "sasl_mechs",
            "sasl_realm", "sasl_authz_id", "sasl_minssf", "cache", "cache_expiry", "cache_size", "dereference", "chase_referrals", "debuglevel",
            "version", "start_tls", "tls_ca_cert_file", "tls_ca_cert_dir", "tls_cert", "tls_key", "tls_require_cert", "tls_random_file",
            "tls_cipher_suite", "size_limit", "recursion_limit",
        ],
        ["mysql"] =
        [
            .. Sql, "charset", "option_file", "option_group", "require_result_set", "tls_cert_file", "tls_key_file", "tls_CAfile", "tls_CApath",
            "tls_ciphers", "tls_verify_cert",
        ],
        ["pgsql"] = [.. Sql, "encoding", "select_function"],
        ["sqlite"] = [.. Common, "dbpath", "query", "table", "select_field", "where_field", "additional_conditions"],
        ["memcache"] = ["domain", "memcache", "backup", "flags", "ttl", "key_format", "key_digest", "line_size_limit", "data_size_limit", "max_try", "retry_pause", "timeout"],
        ["mongodb"] = [.. Common, "uri", "dbname", "collection", "query_filter", "projection", "result_attribute"],
    };

    /// <summary>The names of a type's settings; null for a type that has none.</summary>
    public static string[]? Of(string type) => Types.GetValueOrDefault(type);
}
