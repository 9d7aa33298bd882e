/** The host's own look: a workshop green that nobody takes for the application under test, or for GitHub. */
export const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#eef3ef;color:#17302b;font:15px/1.5 ui-sans-serif,system-ui,sans-serif}
a{color:#0b5d4e;text-underline-offset:2px}
header.bar{background:#12352f;color:#e6f2ec;display:flex;gap:20px;align-items:center;padding:12px 24px;flex-wrap:wrap}
header.bar a{color:inherit;text-decoration:none}
header.bar a:hover{text-decoration:underline}
.brand{font:700 16px ui-monospace,Menlo,monospace;letter-spacing:-.02em;margin-right:auto}
.brand span{display:inline-block;background:#ffcf5c;color:#12352f;border-radius:4px;padding:0 7px;margin-right:8px}
header.bar form{display:inline}
header.bar button{background:none;border:0;color:inherit;font:inherit;cursor:pointer;padding:0}
main{max-width:820px;margin:32px auto;padding:0 20px}
main.narrow{max-width:460px}
h1{font-size:24px;line-height:1.25;margin:0 0 6px}
h2{font-size:16px;margin:0 0 10px}
p{margin:0 0 14px}
.quiet{color:#4c655d}
.card{background:#fff;border:1px solid #cddbd3;border-radius:10px;padding:20px;margin:16px 0}
.rows{list-style:none;margin:0;padding:0}
.rows li{display:flex;gap:14px;align-items:center;padding:12px 0;border-top:1px solid #e3ebe6;flex-wrap:wrap}
.rows li:first-child{border-top:0}
.grow{flex:1;min-width:200px}
label.field{display:block;font-weight:600;margin:0 0 14px}
label.field input,label.field select,label.field textarea{display:block;width:100%;margin-top:5px;font-weight:400}
input,select,textarea{font:inherit;padding:8px 10px;border:1px solid #8aa398;border-radius:6px;background:#fff;color:inherit}
input[type=checkbox],input[type=radio]{width:17px;height:17px;accent-color:#0b5d4e;margin:0 8px 0 0;vertical-align:-3px}
fieldset{border:1px solid #cddbd3;border-radius:8px;margin:0 0 16px;padding:12px 16px}
legend{font-weight:600;padding:0 6px}
.check{display:block;padding:4px 0}
.check.child{padding-left:28px}
form:not(:has(option[value=custom]:checked)) .custom-date{display:none}
code{font:13px ui-monospace,Menlo,monospace;background:#e6efe9;border-radius:4px;padding:1px 5px}
.button{display:inline-block;font:inherit;font-weight:600;padding:9px 16px;border-radius:7px;border:1px solid #0b5d4e;background:#0b5d4e;color:#fff;cursor:pointer;text-decoration:none}
.button:hover{background:#084638}
.button.plain{background:#fff;color:#17302b;border-color:#8aa398}
.button.danger{background:#fff;color:#9c2216;border-color:#c98a82}
.actions{display:flex;gap:12px;flex-wrap:wrap;margin-top:18px}
.secret{display:flex;gap:10px;background:#fff8e2;border:1px solid #e5c35a;border-radius:8px;padding:14px;margin:16px 0;flex-wrap:wrap}
.secret label{width:100%}
.secret input{flex:1;min-width:240px;font:14px ui-monospace,Menlo,monospace;border-color:#b99a3c}
.note{background:#fff8e2;border-left:4px solid #e0a91b;padding:10px 14px;border-radius:0 6px 6px 0;margin:0 0 16px}
.bad{background:#fdecea;border-left:4px solid #b4321f;padding:10px 14px;border-radius:0 6px 6px 0;margin:0 0 16px}
.tag{display:inline-block;font-size:12px;border:1px solid #9db5aa;border-radius:99px;padding:0 8px;color:#33544a}
.tag.good{border-color:#0b5d4e;color:#0b5d4e}
.tag.failed{border-color:#b4321f;color:#9c2216}
.hook{display:flex;gap:14px;flex-wrap:wrap;align-items:flex-start}
.address{font:600 14px ui-monospace,Menlo,monospace;overflow-wrap:anywhere}
h3{font-size:14px;margin:8px 0 0}
.avatar{width:32px;height:32px;border-radius:50%}
footer{text-align:center;color:#4c655d;font-size:13px;padding:24px}
:focus-visible{outline:3px solid #e0a91b;outline-offset:2px}
`;
