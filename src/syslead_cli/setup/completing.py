"""``syslead completion SHELL``: the script that teaches a shell to complete."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import one_of
from syslead_cli.context import Context

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_BASH = r"""# syslead completion for bash:  eval "$(syslead completion bash)"
_syslead_complete() {
    local IFS=$'\n' line current="${COMP_WORDS[COMP_CWORD]}"
    local before="${COMP_WORDS[COMP_CWORD-1]}"
    local -a typed=("${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=()
    while read -r line; do
        if [[ $line == :files ]]; then
            compopt -o filenames 2>/dev/null
            COMPREPLY=($(compgen -f -- "$current"))
            return
        fi
        [[ $current == "=" || $before == "=" ]] && line="${line#*=}"
        COMPREPLY+=("$line")
    done < <(_SYSLEAD_COMPLETE=bash "${COMP_WORDS[0]}" "${typed[@]}" 2>/dev/null </dev/null)
}
complete -F _syslead_complete syslead
"""
_ZSH = r"""#compdef syslead
# syslead completion for zsh:  eval "$(syslead completion zsh)", after compinit
_syslead() {
    local -a plain described typed
    local line missing=1
    typed=("${(@)words[2,CURRENT]}")
    for line in "${(@f)$(_SYSLEAD_COMPLETE=zsh $words[1] "${typed[@]}" 2>/dev/null </dev/null)}"; do
        if [[ $line == :files ]]; then _files; return; fi
        [[ -z $line ]] && continue
        if [[ $line == *$'\t'* ]]; then
            described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            plain+=("$line")
        fi
    done
    (( $#described )) && _describe -V syslead described && missing=0
    (( $#plain )) && compadd -V syslead -- $plain && missing=0
    return missing
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _syslead "$@"
else
    compdef _syslead syslead
fi
"""
_FISH = r"""# syslead completion for fish:  syslead completion fish | source
function __syslead_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (_SYSLEAD_COMPLETE=fish $words[1] $words[2..-1] "$current" 2>/dev/null </dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\n' $found
    end
end
complete -c syslead -f -k -a '(__syslead_complete)'
"""
_POWERSHELL = r"""# syslead completion for PowerShell:
#   syslead completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName syslead -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $typed = @($words | Select-Object -Skip 1)
    if ($wordToComplete -eq '') { $typed += '""' }
    $env:_SYSLEAD_COMPLETE = 'powershell'
    try { $lines = @(& $words[0] @typed 2>$null) } finally { Remove-Item Env:_SYSLEAD_COMPLETE }
    if ($lines -contains ':files') { return }
    foreach ($line in $lines) {
        $word, $about = $line -split "`t", 2
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    }
}
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}


@app.command()
def completion(
    ctx: typer.Context,
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Print the script that lets your shell complete commands, facets, voices and more."""
    context: Context = ctx.obj
    one_of(shell, SCRIPTS, "Shell", f"One of {', '.join(SCRIPTS)}.")
    context.screen.raw(SCRIPTS[shell])
