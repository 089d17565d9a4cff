extension StringProtocol {
    /// Without the blanks and tabs around it. Line breaks stay: they belong to a field that is quoted.
    var trimmed: Substring {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
