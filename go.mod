module striate

go 1.26
