namespace Daicho.Platform.Postgres;

/// <summary>How the private cluster of a data folder runs.</summary>
/// <param name="DataFolder">The data folder; the cluster lies in <c>postgres</c> below it.</param>
public sealed record ClusterOptions(string DataFolder)
{
    /// <summary>False only for throw-away test clusters: no fsync, so a power cut may lose everything.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Settings of PostgreSQL that replace the defaults below.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings in force, sized for a small machine (design, section 7).</summary>
    internal IReadOnlyDictionary<string, string> Effective(string socketFolder)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["port"] = "5432",
            ["max_connections"] = "120",
            ["shared_buffers"] = "96MB",
            ["effective_cache_size"] = "512MB",
            ["work_mem"] = "8MB",
            ["maintenance_work_mem"] = "64MB",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            ["max_wal_size"] = "2GB",
            ["min_wal_size"] = "128MB",
            ["checkpoint_timeout"] = "10min",
            ["checkpoint_completion_target"] = "0.9",
            ["huge_pages"] = "off",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["password_encryption"] = "scram-sha-256",
            ["logging_collector"] = "on",
            ["log_directory"] = "../log",
            ["log_filename"] = "postgresql-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
            // Values of residents appear in the server's error texts, so errors of statements are not logged there:
            // the program logs their SQLSTATE (style, section 11).
            ["log_min_messages"] = "log",
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
            ["log_checkpoints"] = "off",
        };
        foreach ((string name, string value) in Settings)
        {
            settings[name] = value;
        }

        // What makes the cluster private and safe is not for overriding.
        settings["listen_addresses"] = "";
        settings["unix_socket_directories"] = $"\"{socketFolder}\"";
        settings["unix_socket_permissions"] = "0700";
        settings["fsync"] = Durable ? "on" : "off";
        settings["full_page_writes"] = Durable ? "on" : "off";
        return settings;
    }
}
