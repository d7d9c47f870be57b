using QRCoder;

namespace Daicho.Platform.Pdf;

/// <summary>How much of a QR code may be damaged and still be read (JIS X 0510, error correction level).</summary>
public enum QrCorrection
{
    /// <summary>About 7 %.</summary>
    Low,

    /// <summary>About 15 %: the usual level on office paper.</summary>
    Medium,

    /// <summary>About 25 %.</summary>
    Quartile,

    /// <summary>About 30 %.</summary>
    High,
}

/// <summary>The modules of a QR code (JIS X 0510, ISO/IEC 18004), without its quiet zone.</summary>
public sealed class QrSymbol
{
    /// <summary>The white border around the code that readers need (ISO/IEC 18004, 6.3.8).</summary>
    public const int QuietZoneModules = 4;

    private readonly bool[,] modules;

    private QrSymbol(QRCodeData data)
    {
        // QRCoder surrounds its matrix with the quiet zone already.
        Size = data.ModuleMatrix.Count - (2 * QuietZoneModules);
        modules = new bool[Size, Size];
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                modules[row, column] = data.ModuleMatrix[row + QuietZoneModules][column + QuietZoneModules];
            }
        }
    }

    /// <summary>Modules in a row and in a column: 21 to 177.</summary>
    public int Size { get; }

    /// <summary>Encodes bytes as they are.</summary>
    /// <param name="payload">At most 2,953 bytes at <see cref="QrCorrection.Low"/>, 2,331 at <see cref="QrCorrection.Medium"/>.</param>
    /// <param name="correction">Resistance to damage.</param>
    /// <exception cref="ArgumentException">The payload is longer than the largest symbol holds.</exception>
    public static QrSymbol Encode(byte[] payload, QrCorrection correction = QrCorrection.Medium)
    {
        QRCodeGenerator.ECCLevel level = correction switch
        {
            QrCorrection.Low => QRCodeGenerator.ECCLevel.L,
            QrCorrection.Medium => QRCodeGenerator.ECCLevel.M,
            QrCorrection.Quartile => QRCodeGenerator.ECCLevel.Q,
            QrCorrection.High => QRCodeGenerator.ECCLevel.H,
        };
        try
        {
            using QRCodeData data = QRCodeGenerator.GenerateQrCode(payload, level);
            return new QrSymbol(data);
        }
        catch (QRCoder.Exceptions.DataTooLongException tooLong)
        {
            throw new ArgumentException("The payload is too long for one QR code.", nameof(payload), tooLong);
        }
    }

    /// <summary>Encodes a text as UTF-8.</summary>
    /// <inheritdoc cref="Encode(byte[], QrCorrection)"/>
    public static QrSymbol Encode(string payload, QrCorrection correction = QrCorrection.Medium) =>
        Encode(System.Text.Encoding.UTF8.GetBytes(payload), correction);

    /// <summary>Whether the module is dark.</summary>
    public bool IsDark(int row, int column) => modules[row, column];
}
