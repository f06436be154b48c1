using Microsoft.Data.Sqlite;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>One thing that a resource says: that a member has to do with a target.</summary>
internal readonly record struct SqliteFactsRow(SqliteFactsKind Kind, string Member, string Target, string Because, long? From, long? Until)
{
    /// <summary>Everything that a source says but its consent.</summary>
    public static HashSet<SqliteFactsRow> Of(SourceFacts facts) =>
    [
        .. facts.Relationships.Select(one => new SqliteFactsRow(
            one.Kind == RelationshipKind.Proxy ? SqliteFactsKind.Proxy : SqliteFactsKind.Treatment,
            one.Subject.Value, one.Patient.Value, one.Because, one.From?.UtcTicks, one.Until?.UtcTicks)),
        .. facts.Groups.Select(one => new SqliteFactsRow(
            SqliteFactsKind.Group, one.Group, one.Patient.Value, one.Because, one.From?.UtcTicks, one.Until?.UtcTicks)),
        .. facts.Affiliations.Select(one => new SqliteFactsRow(
            SqliteFactsKind.Affiliation, one.Member, one.Group, "", one.From?.UtcTicks, one.Until?.UtcTicks)),
    ];

    /// <summary>Reads the columns member, target, because, valid_from, valid_until.</summary>
    public static SqliteFactsRow Read(SqliteDataReader row, SqliteFactsKind kind) => new(
        kind, row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4));

    public Relationship ToRelationship() => new(SubjectId.Parse(Member), PatientId.Parse(Target), Because, Instant(From), Instant(Until))
    {
        Kind = Kind == SqliteFactsKind.Proxy ? RelationshipKind.Proxy : RelationshipKind.Treatment,
    };

    public GroupRelationship ToGroup() => new(Member, PatientId.Parse(Target), Because, Instant(From), Instant(Until));

    public Affiliation ToAffiliation() => new(Member, Target, Instant(From), Instant(Until));

    private static DateTimeOffset? Instant(long? ticks) => ticks is { } known ? new DateTimeOffset(known, TimeSpan.Zero) : null;
}

/// <summary>What a row of <c>links</c> says. The numbers stand in the file.</summary>
internal enum SqliteFactsKind
{
    /// <summary>A person treats a patient; these stand in a table of their own.</summary>
    Treatment = 0,

    /// <summary>A person acts for a patient.</summary>
    Proxy = 1,

    /// <summary>Everybody of a group treats a patient.</summary>
    Group = 2,

    /// <summary>A person or a group belongs to a group.</summary>
    Affiliation = 3,
}
