"""Reports as Markdown, for the summary of a CI run or a comment on a merge request."""
