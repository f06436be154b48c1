namespace RealtimeCare.Tests.Identity;

/// <summary>One host for every class of this group; they run one after the other, since they share its clock.</summary>
[CollectionDefinition(Name)]
public sealed class IssuerWorldGroup : ICollectionFixture<IssuerWorld>
{
    public const string Name = "issuer";
}
