namespace Daicho.Kernel;

/// <summary>Which of the two numbers of a person that only the number vault keeps; the value is stored there.</summary>
public enum NumberKind
{
    /// <summary>個人番号 (番号法第2条第5項), 12 digits.</summary>
    Individual = 1,

    /// <summary>住民票コード (住民基本台帳法第7条第13号), 11 digits.</summary>
    RecordCode = 2,
}
