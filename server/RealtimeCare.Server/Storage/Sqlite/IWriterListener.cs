namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Is told on a writer's thread what becomes of its transactions.</summary>
internal interface IWriterListener
{
    /// <summary>All writes of a transaction ran; what stands for all of them is written now. It must not throw for one write's sake.</summary>
    void Committing(SqliteSession session);

    /// <summary>The transaction is durable; nobody has been answered yet.</summary>
    void Committed();

    /// <summary>The transaction was rolled back: drop what was remembered of its writes.</summary>
    void Failed(Exception exception);
}
