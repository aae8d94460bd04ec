namespace LobResearch.Study.Database;

/// <summary>The kinds of work on a study's database, each with the least rights that it needs (migration 0008).</summary>
public enum StudyRole
{
    /// <summary>Brings files in and takes them back.</summary>
    Ingest,

    /// <summary>Models and charts.</summary>
    Analyst,

    /// <summary>Reads and codes open answers.</summary>
    Coder,

    /// <summary>Links, consent, withdrawal and keys: may decrypt codes.</summary>
    Keyholder,
}
