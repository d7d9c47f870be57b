using Daicho.ReferenceData.Contracts;

namespace Daicho.ReferenceData.Masters;

/// <summary>Where a data set comes from.</summary>
/// <param name="Version">Version or date as the publisher states it.</param>
/// <param name="Source">Publisher and title.</param>
/// <param name="Licence">Licence of the data.</param>
/// <param name="ValidFrom">First day from which look-ups use it.</param>
/// <param name="Invented">The invented city, beside the national sets.</param>
internal sealed record MasterOrigin(string Version, string Source, string Licence, DateOnly ValidFrom, bool Invented = false);

/// <summary>A row of the postal code file.</summary>
internal sealed record PostalRow(
    string PostalCode,
    string MunicipalityCode,
    string Prefecture,
    string Municipality,
    string Town,
    string TownKana,
    string? Note);

/// <summary>One data set, read and checked whole before anything is written.</summary>
/// <param name="Kind">Name of the kind in the database.</param>
/// <param name="Sha256">Hash of the file or files it was read from.</param>
internal abstract record MasterSet(string Kind, string Sha256)
{
    /// <summary>Number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>市区町村.</summary>
    internal sealed record Municipalities(string Sha256, IReadOnlyList<Municipality> Items) : MasterSet("municipalities", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>町字; the part before 小字 stands in <c>Large</c>.</summary>
    internal sealed record Towns(string Sha256, IReadOnlyList<(Town Town, string Large, string Small)> Items)
        : MasterSet("towns", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>郵便番号.</summary>
    internal sealed record PostalCodes(string Sha256, IReadOnlyList<PostalRow> Items) : MasterSet("postal_codes", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>番地・住居番号、方書と地区.</summary>
    internal sealed record Lots(string Sha256, IReadOnlyList<Lot> Items) : MasterSet("lots", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>Surnames.</summary>
    internal sealed record Surnames(string Sha256, IReadOnlyList<Surname> Items) : MasterSet("surnames", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>Given names.</summary>
    internal sealed record GivenNames(string Sha256, IReadOnlyList<GivenName> Items) : MasterSet("given_names", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>Holidays.</summary>
    internal sealed record Holidays(string Sha256, IReadOnlyList<Holiday> Items) : MasterSet("holidays", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }

    /// <summary>Countries.</summary>
    internal sealed record Countries(string Sha256, IReadOnlyList<Country> Items) : MasterSet("countries", Sha256)
    {
        /// <inheritdoc/>
        public override int Rows => Items.Count;
    }
}
