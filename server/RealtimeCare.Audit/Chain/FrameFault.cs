namespace RealtimeCare.Audit.Chain;

/// <summary>What is wrong with a frame taken by itself.</summary>
internal enum FrameFault
{
    None,

    /// <summary>There is no frame here, or only a part of one.</summary>
    Unreadable,

    /// <summary>The bytes are not those that were hashed.</summary>
    HashWrong,

    /// <summary>Not signed, or not by the log's key.</summary>
    SignatureInvalid,
}
