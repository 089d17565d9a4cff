import Foundation

/// Small files made once by other encoders: 32 x 24 pixels, the left half dark (luma about 33), the right half light
/// (about 205), the top left 8 x 6 white. In those with alpha, the lower left quarter is transparent black.
enum SampleFile: String, CaseIterable {
    case greyJPEG
    case colourJPEG
    case progressiveJPEG
    case cmykJPEG
    case turnedJPEG
    case lossyWebP
    case losslessWebP
    case alphaWebP
    case lossyAlphaWebP
    case animatedWebP
    case turnedWebP

    /// The file.
    var bytes: [UInt8] {
        guard let data = Data(base64Encoded: base64, options: .ignoreUnknownCharacters) else {
            preconditionFailure("samples are sound Base64")
        }
        return [UInt8](data)
    }

    private var base64: String {
        switch self {
        case .greyJPEG:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8f
            ExciJCIeJBweHx7/wAALCAAYACABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9
            AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZn
            aGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP0
            9fb3+Pn6/9oACAEBAAA/APc/+Gjvgz/0OX/lMu//AI1X57V+iNFfndRX6I0V+d1FfojRX//Z
            """
        case .colourJPEG:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8f
            ExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e
            Hh7/wAARCAAYACADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQID
            AAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlq
            c3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3
            +Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEI
            FEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImK
            kpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD3
            P/ho74M/9Dl/5TLv/wCNV+e1FFM3UbH6I0UUVwnGfndRRRXedp+iNFFFcBxH/9k=
            """
        case .progressiveJPEG:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8f
            ExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4e
            Hh7/wgARCAAYACADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAgG/8QAFwEBAQEBAAAAAAAAAAAAAAAAAwQAAv/aAAwDAQAC
            EAMQAAAB3M9m7ogAM7ih6IE4f//EABYQAAMAAAAAAAAAAAAAAAAAAAUWMP/aAAgBAQABBQJjDU//xAAVEQEBAAAAAAAAAAAAAAAAAAAR
            IP/aAAgBAwEBPwEj/8QAFBEBAAAAAAAAAAAAAAAAAAAAIP/aAAgBAgEBPwEf/8QAGBAAAgMAAAAAAAAAAAAAAAAAAjA0o9H/2gAIAQEA
            Bj8CmVljP//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAT8hT7//2gAMAwEAAgADAAAAEI/wP//EABYRAAMAAAAAAAAAAAAAAAAA
            AAERIP/aAAgBAwEBPxAJH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8QH//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEA
            AT8QQf8A/9k=
            """
        case .cmykJPEG:
            """
            /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAFAwQEBAMFBAQEBQUFBgcMCAcHBwcPCwsJDBEPEhIRDxERExYcFxMUGhURERghGBodHR8fHxMX
            IiQiHiQcHh8e/8AAFAgAGAAgBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMF
            BQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldY
            WVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn
            6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD3X/hor4Of9Dh/5Tbv/wCNV7j/AMNIfBf/AKHP/wApl3/8ar3P/ho34M/9Dl/5TLv/
            AONV9l1+ftfnjX570V+gFfpBX3xRRRRRX5/1+b9fA9FFFFFfoBX6QV98UUUUUV+f9fm/XwPRRRRRX6AV+kFffFFFFFFf/9k=
            """
        case .turnedJPEG:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAV
            ExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAYACABAREA/8QAHwAAAQUBAQEBAQEAAAAA
            AAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcY
            GRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2
            t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AOs/4Tnw1/0Ev/IEn/xNeM17TRXi1Fe00V4t
            RXtNFf/Z
            """
        case .lossyWebP:
            """
            UklGRlQAAABXRUJQVlA4IEgAAABwAwCdASogABgAPl0kjkWjoiEb9AA4BcSzgGYOGM/Pwy1xQwAA/v7Cy/+SivI1//qIEv/wbBSxz5MO
            VpGqONJqZRS1bDjQAAA=
            """
        case .losslessWebP:
            """
            UklGRkAAAABXRUJQVlA4TDMAAAAvH8AFABcgFkxQ5v/nl4ZAIOHJetMFAolM1sM+//GHChS1bQOVZEgGane8I/ofCaj24BsA
            """
        case .alphaWebP:
            """
            UklGRkIAAABXRUJQVlA4TDYAAAAvH8AFEB8gJCA88b/754ZAgLDj2imBACHGtVjzH4C/qgIzbduEZEmGZP5pACL6H5tW3ek1wG8=
            """
        case .lossyAlphaWebP:
            """
            UklGRoYAAABXRUJQVlA4WAoAAAAQAAAAHwAAFwAAQUxQSBQAAAABDzD/ERFCLJjMX7o/goj+T0B7blZQOCBMAAAAsAMAnQEqIAAYAD5t
            KpJFpCKhm/qsAEAGxLOAYmwidP/FYgiOPAAA/v7svf+s3vVx//t9gv/4mghDJG2b3xKrSIPl/e6ZUhaICtAAAA==
            """
        case .animatedWebP:
            """
            UklGRvIAAABXRUJQVlA4WAoAAAACAAAAHwAAFwAAQU5JTQYAAAAAAAAAAABBTk1GaAAAAAAAAAAAAB8AABcAAGQAAAJWUDggUAAAANAD
            AJ0BKiAAGAA+bS6TRiQioaEoDVCADYlnAMNwSZc/sifQjuRFwAD+/v/1/qjHnfqL/kAXppR/4/uAvkj3oAqBXzLzYwmkX69AM8Q8gXgA
            QU5NRlYAAAAAAAAAAAAfAAAXAABkAAAAVlA4ID4AAAD0AgCdASogABgALk02m02AAATEtIABIXhrvZS1tk1wAAD++BOP+ODf+JHqff49
            yxuzIHcib/Ia4Y8UAeYAAA==
            """
        case .turnedWebP:
            """
            UklGRoQAAABXRUJQVlA4WAoAAAAIAAAAHwAAFwAAVlA4IEQAAACQAwCdASogABgAPp0+mEmloyKhN+gAsBOJZwDGfDGfn4XwaHPgAP76
            qO/yiTf5/zen/9L5FYo32SwIus3JNmJRpAAAAEVYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=
            """
        }
    }
}
