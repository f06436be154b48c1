namespace RealtimeCare.Server.Access;

/// <summary>How often the facts about a person and about a patient have changed.</summary>
public readonly record struct FactRevisions(long Subject, long Patient);
